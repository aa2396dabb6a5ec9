import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { UsageError } from './output.ts'

/** Somebody who can be asked. */
export interface Person {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** Who sits at the terminal; undefined when nobody does, as in a script. */
export function whoIsThere(): Person | undefined {
  return process.stdin.isTTY && process.stderr.isTTY
    ? { input: process.stdin, output: process.stderr }
    : undefined
}

/** Asks for a line. What is typed is not shown when it is `hidden`. */
export async function ask({ input, output }: Person, question: string, hidden = false): Promise<string> {
  const nothing = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: hidden ? nothing : output, terminal: true })
  if (hidden) output.write(question)
  try {
    return await new Promise<string>((answered, gone) => {
      const leave = (): void => gone(new UsageError('Nothing was added.'))
      lines.once('SIGINT', leave)
      lines.once('close', leave)
      lines.question(hidden ? '' : question, answer => answered(answer.trim()))
    })
  } finally {
    lines.close()
    if (hidden) output.write('\n')
  }
}

/** Where a source’s secret is kept when nobody says where. */
export const usualPlace = (source: string): string =>
  join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'debrief', `${source}.key`)

/** A secret that was typed, and the file it is to be kept in. */
export interface TypedSecret {
  readonly secret: string
  readonly file: string
}

/**
 * Asks for the secret to a source, and where to keep it.
 *
 * @param place the file, where that is known
 */
export async function askSecret(person: Person, source: string, place?: string): Promise<TypedSecret> {
  const secret = await ask(person, `The key to ${source} (it is not shown): `, true)
  if (secret === '') throw new UsageError('Nothing was added: there is no key.')
  const usual = usualPlace(source)
  const file = place ?? ((await ask(person, `A file to keep it in [${usual}]: `)) || usual)
  const path = resolve(file.replace(/^~(?=\/)/, homedir()))
  if (existsSync(path))
    throw new UsageError(
      `${path} exists already. Say that the key is in it with --key-file, or choose another.`,
    )
  return { secret, file: path }
}

/** Writes a secret where only its user can read it. */
export function keepSecret({ secret, file }: TypedSecret): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' })
}
