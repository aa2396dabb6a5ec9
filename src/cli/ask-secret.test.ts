import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../../test/support/temporary.ts'
import { askSecret, keepSecret } from './ask-secret.ts'

/** Somebody who answers each question with the next line. */
function somebody(...lines: string[]) {
  const input = new PassThrough()
  const output = new PassThrough()
  let seen = ''
  output.on('data', (chunk: Buffer) => {
    seen += chunk.toString()
    if (chunk.toString().endsWith(': ')) setImmediate(() => input.write(`${lines.shift()}\r`))
  })
  return { input, output, seen: () => seen }
}

test('a key is asked for without showing it, and kept where only its user can read it', async () => {
  const file = join(temporaryDirectory(), 'keys', 'company.key')
  const person = somebody('dbf_1_geheim', file)
  const typed = await askSecret(person, 'company')
  expect(typed).toEqual({ secret: 'dbf_1_geheim', file })
  expect(person.seen()).toMatch(
    /The key to company \(it is not shown\): .*A file to keep it in \[.*company\.key\]: /s,
  )
  expect(person.seen()).not.toContain('geheim')
  keepSecret(typed)
  expect(readFileSync(file, 'utf8')).toBe('dbf_1_geheim\n')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)
})

test('no file is overwritten, and without a key nothing happens', async () => {
  const file = join(temporaryDirectory(), 'there.key')
  writeFileSync(file, 'another')
  await expect(askSecret(somebody('secret'), 'company', file)).rejects.toThrow(/there\.key exists already/)
  await expect(askSecret(somebody(''), 'company')).rejects.toThrow('Nothing was added: there is no key.')
})
