import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { afterThisTest, temporaryDirectory } from './temporary.ts'

/** The built command: `npm test` builds it first, `node scripts/build.mjs` by itself. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Buffer
  readonly cwd?: string
}

/** A `debrief` process that runs. */
export interface RunningCommand {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** The next line of its standard output. Fails when the process ends without one. */
  line(): Promise<string>
  /** What it has said so far. */
  said(): { readonly stdout: string; readonly stderr: string }
  /** Gives it this on standard input, and then the end. */
  input(text: string | Buffer): void
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>
}

/** Where commands run that name no store: nothing of the project is in reach. */
const elsewhere = temporaryDirectory()

function environment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG } = process.env
  return Object.fromEntries(
    Object.entries({ PATH, HOME, TMPDIR, LANG, ...extra }).filter(([, value]) => value !== undefined),
  )
}

/** Starts `debrief` with these arguments. It is killed when the test ends, unless it has ended by then. */
export function start(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: build it with  node scripts/build.mjs`)
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: options.cwd ?? elsewhere,
    env: environment(options.env),
    stdio: 'pipe',
  })
  child.stdin.on('error', () => {})
  if (options.input !== undefined) child.stdin.end(options.input)
  return follow(child)
}

/** Runs `debrief` with these arguments to its end. */
export function debrief(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return start(args, { input: '', ...options }).ended
}

/** Runs `debrief` and gives the one line of JSON it prints. Fails when it does not end with `code`. */
export async function debriefJson<T = unknown>(
  args: readonly string[],
  options: CommandOptions & { readonly code?: number } = {},
): Promise<T> {
  const { code, stdout, stderr } = await debrief([...args, '--json'], options)
  const lines = stdout.split('\n')
  if (code !== (options.code ?? 0) || lines.length !== 2 || lines[1] !== '')
    throw new Error(`debrief ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  return JSON.parse(lines[0]!) as T
}

/** Runs a line of shell in which `debrief` is the command. */
export function shell(line: string, options: CommandOptions = {}): Promise<Ended> {
  const script = `set -o pipefail; debrief() { "${process.execPath}" "${MAIN}" "$@"; }; ${line}`
  const child = spawn('bash', ['-c', script], {
    cwd: options.cwd ?? elsewhere,
    env: environment(options.env),
    stdio: 'pipe',
  })
  child.stdin.end(options.input)
  return follow(child).ended
}

function follow(child: ChildProcess): RunningCommand {
  let stdout = ''
  let stderr = ''
  child.stdout!.on('data', chunk => {
    stdout += chunk
  })
  child.stderr!.on('data', chunk => {
    stderr += chunk
  })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> => {
    child.kill(signal)
    return ended
  }
  try {
    afterThisTest(async () => {
      if (child.exitCode === null && child.signalCode === null) await stop('SIGKILL')
    })
  } catch {
    // Outside a test, as in beforeAll, whoever starts a process stops it.
  }
  return {
    pid: child.pid!,
    ended,
    stop,
    said: () => ({ stdout, stderr }),
    input: text => void child.stdin!.end(text),
    async line() {
      const { done, value } = await lines.next()
      if (done) throw new Error(`The process ended without another line. It said: ${stderr}`)
      return value
    },
  }
}

/** `debrief serve` on a store, once it listens. */
export interface Served extends RunningCommand {
  readonly api: string
  readonly web: string
}

export async function serve(store: string, args: readonly string[] = []): Promise<Served> {
  const running = start(['serve', '--store', store, '--port', '0', '--json', ...args])
  return { ...running, ...(JSON.parse(await running.line()) as { api: string; web: string }) }
}

/** Expects one clear sentence, or two, on one line of standard error; no stack, no name of an error class. */
export function expectSentence({ stderr }: Pick<Ended, 'stderr'>, text: RegExp | string): void {
  expect(stderr).toMatch(text)
  expect(stderr).not.toMatch(/\n\s+at |Error:|\.[jt]s:\d+/)
  expect(stderr.trimEnd().split('\n'), stderr).toHaveLength(1)
}
