import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The command, as it was built. */
export const MAIN = join(import.meta.dirname, '../../../bin/debrief.cjs')

/** What was started and made, to be stopped and removed in the opposite order. */
export class CleanUp {
  readonly #steps: (() => unknown)[] = []

  add(step: () => unknown): void {
    this.#steps.push(step)
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop())
      try {
        await step()
      } catch (error) {
        console.error(`Cleaning up: ${error instanceof Error ? error.message : error}`)
      }
  }
}

/** A process that runs until it is stopped. */
export interface Running {
  readonly pid: number
  /** The first line it wrote, once it was ready. */
  readonly ready: string
}

const PATIENCE_MS = 20_000

/** Starts a server and waits for the line that says it is ready; it is stopped by `cleanUp`. */
export async function startServer(
  command: string,
  args: readonly string[],
  cleanUp: CleanUp,
  options: SpawnOptions = {},
): Promise<Running> {
  const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'inherit'] })
  cleanUp.add(() => stop(child, 'SIGTERM'))
  return { ready: await firstLine(child), pid: child.pid! }
}

async function firstLine(child: ChildProcess): Promise<string> {
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      reject(new Error(`${child.spawnargs.join(' ')} ended with ${signal ?? code} before it was ready.`)),
    )
  })
  // Once it is ready, its end is no longer news.
  failed.catch(() => {})
  const lines = createInterface({ input: child.stdout! })
  const [line] = (await Promise.race([once(lines, 'line'), failed])) as [string]
  return line
}

/** Asks a process to end with `signal`, and ends it when it does not. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  await ended
  clearTimeout(impatient)
}

/**
 * Runs a program to its end.
 *
 * @returns its standard output
 * @throws Error with what it wrote, when it fails
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { readonly signal: AbortSignal },
): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const written = { out: '', err: '' }
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    written.out += text
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    written.err += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${written.err || written.out}`)
  return written.out
}

/** For a server of the benchmark itself: says that it is ready, and ends when asked to, or when whoever started it is gone. */
export function serveUntilStopped(ready: string): void {
  console.log(ready)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))
  process.stdin.once('end', () => process.exit(0)).resume()
}
