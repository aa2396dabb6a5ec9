import { CleanUp } from './processes.ts'

const stop = new AbortController()

/** Aborted when the benchmark is stopped from outside. */
export const interrupted: AbortSignal = stop.signal

/**
 * Runs a benchmark as a program: stopped by Ctrl-C it says so and ends with 130, after an error with 1, and what it started and
 * made is gone either way.
 */
export async function runBenchmark(work: (cleanUp: CleanUp) => Promise<void>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => stop.abort(new Error('The benchmark was stopped.')))
  const cleanUp = new CleanUp()
  try {
    await work(cleanUp)
  } catch (error) {
    const reason: unknown = interrupted.aborted ? interrupted.reason : error
    console.error(reason instanceof Error ? reason.message : reason)
    process.exitCode = interrupted.aborted ? 130 : 1
  } finally {
    await cleanUp.run()
  }
}
