import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKey } from '../src/api/credentials/keys.ts'
import { DEFAULT_LIMITS } from '../src/api/limits/limits.ts'
import { type Running, type ServingOptions, startServer } from '../src/cli/start-server.ts'
import { parseStoreLocation } from '../src/store/location.ts'
import { openStore, type Store } from '../src/store/open-store.ts'
import {
  examplesOf,
  type HttpExample,
  type ProgramExample,
  shownPattern,
  squeezed,
} from './data-api-guide-examples.ts'
import { emptyStore } from './support/empty-store.ts'
import { temporaryDirectory } from './support/temporary.ts'

/**
 * Runs every example of the guides to the Data API, in their order, against a server as `debrief serve` starts one, and
 * compares the answers with those that are shown.
 */

const run = promisify(execFile)
const root = new URL('..', import.meta.url)
const guide = (name: string): string => readFileSync(new URL(`docs/${name}`, root), 'utf8')

/** The address that the guides use. */
const PUBLIC = 'https://data.example.com'
const PYTHON = process.env.CLIENTS_PYTHON ?? fileURLToPath(new URL('test-results/python/bin/python', root))
const has = {
  js: true,
  python: existsSync(PYTHON),
  sh: await run('curl', ['--version']).then(
    () => true,
    () => false,
  ),
}
for (const [language, there] of Object.entries(has))
  if (!there)
    console.warn(
      `Examples in ${language} are not run, because ${language === 'sh' ? 'curl' : PYTHON} is missing.`,
    )

let store: Store
let usual: { readonly running: Running; readonly address: string }
/** One request at once, for the examples of what happens to who sends too many. */
let throttled: typeof usual
/** The same under its own address, for programs: they follow links. */
let local: typeof usual
/** What stands in examples between angle brackets. */
const values = new Map<string, string>()

beforeAll(async () => {
  store = await openStore(parseStoreLocation(emptyStore()))
  const start = async (more: Partial<ServingOptions>) => {
    const running = await startServer(store, { host: '127.0.0.1', port: 0, ...more })
    return { running, address: running.address }
  }
  usual = await start({ publicUrl: PUBLIC })
  local = await start({})
  throttled = await start({ limits: { ...DEFAULT_LIMITS, requestBurst: 1, requestRate: 0.1 } })
  const { engine } = store
  const { id, key } = await createKey(engine, 'guide', ['all'])
  const writing = await createKey(engine, 'assistant', ['write'])
  const narrow = await createKey(engine, 'narrow', ['conversations'])
  values.set('key', key).set('id', id).set('writing key', writing.key).set('narrow key', narrow.key)
})
afterAll(async () => {
  for (const server of [throttled, local, usual]) await server?.running.close()
  await store?.close()
})

const filled = (text: string): string =>
  text.replace(/<([a-z ]+)>/g, (all, name: string) => values.get(name) ?? all)

async function ask({ words, method, path, headers, body }: HttpExample): Promise<Response> {
  const { address } = words.includes('throttled') ? throttled : usual
  const url = new URL(filled(path).replace(PUBLIC, ''), address)
  // What a key opens is said once; from then on the examples leave it out.
  const credential = words.includes('anonymous') ? {} : { Authorization: `Bearer ${values.get('key')}` }
  const sent = {
    ...credential,
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)])),
  }
  if (sent.Authorization?.startsWith('Basic '))
    sent.Authorization = `Basic ${Buffer.from(sent.Authorization.slice(6)).toString('base64')}`
  const request = { method, headers: sent, ...(body === undefined ? {} : { body: filled(body) }) }
  if (words.includes('throttled')) await (await fetch(url, request)).text()
  return fetch(url, request)
}

async function checkHttp(example: HttpExample): Promise<void> {
  const { status, headers, body } = example.answer
  const response = await ask(example)
  const text = await response.text()
  if (process.env.SHOW)
    console.log(`${example.title}\n${response.status}\n${[...response.headers].join('\n')}\n${text}`)
  expect([response.status, text]).toEqual([status, expect.anything()])
  for (const [name, value] of headers)
    expect(squeezed(`${name}: ${response.headers.get(name)}`)).toMatch(shownPattern(`${name}: ${value}`))
  expect(squeezed(text)).toMatch(shownPattern(body))
  const next = /"@odata\.nextLink":"([^"]*)"/.exec(text)?.[1]
  const delta = /"@odata\.deltaLink":"([^"]*)"/.exec(text)?.[1]
  const token = /"access_token":"([^"]*)"/.exec(text)?.[1]
  for (const [name, value] of [
    ['next link', next],
    ['delta link', delta],
    ['token', token],
    ['etag', response.headers.get('etag')],
  ] as const)
    if (value) values.set(name, value)
}

async function checkProgram({ language, text, output }: ProgramExample): Promise<void> {
  const program = text.replaceAll(PUBLIC, local.address).replaceAll('http://127.0.0.1:8080', local.address)
  const env = { ...process.env, KEY: values.get('key'), RUNTIME__DLTHUB_TELEMETRY: 'false' }
  const [command, ...options] = {
    js: [process.execPath, '--input-type=module', '--eval'],
    python: [PYTHON, '-c'],
    sh: ['bash', '-euo', 'pipefail', '-c'],
  }[language] as [string, ...string[]]
  const { stdout } = await run(command, [...options, program], { env, cwd: temporaryDirectory() })
  if (process.env.SHOW) console.log(`${text}\n${stdout}`)
  if (output !== undefined)
    expect(squeezed(stdout.replaceAll(local.address, PUBLIC))).toMatch(shownPattern(output))
}

test('an answer that differs from the one shown is noticed', () => {
  const pattern = shownPattern('{"id": "a b",\n "n": 1, …}')
  expect(squeezed('{"id":"a b","n":1,"more":[]}')).toMatch(pattern)
  for (const other of ['{"id":"ab","n":1,"more":[]}', '{"id":"a b","n":2,"more":[]}', '{"id":"a b","n":1'])
    expect(squeezed(other)).not.toMatch(pattern)
})

for (const name of ['data-api.md', 'queries.md', 'connect.md', 'change-tracking.md'])
  describe(name, () => {
    const examples = examplesOf(guide(name))
    test('has examples', () => expect(examples.length).toBeGreaterThan(0))
    for (const [i, example] of examples.entries())
      if ('method' in example) test(`${i + 1}. ${example.title}`, () => checkHttp(example))
      else
        test.skipIf(!has[example.language as keyof typeof has])(`${i + 1}. ${example.title}`, () =>
          checkProgram(example),
        )
  })
