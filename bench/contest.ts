import { setTimeout as sleep } from 'node:timers/promises'
import type { Content } from './content.ts'
import { exportAll, type Served } from './export-client.ts'
import { ResidentWatch } from './resident.ts'

/** A server that takes part. */
export interface Contestant extends Served {
  readonly name: string
  readonly pid: number
  readonly content: Content
}

/** One export of everything. Memory in bytes. */
export interface Round {
  readonly seconds: number
  readonly rowsPerSecond: number
  readonly peak: number
  readonly firstHalf: number
  readonly secondHalf: number
}

const PAUSE_MS = 500

/** Exports everything from each server in turn, round after round; another one begins each round. */
export async function compete(
  contestants: readonly Contestant[],
  rounds: number,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<ReadonlyMap<Contestant, readonly Round[]>> {
  const results = new Map(contestants.map(contestant => [contestant, [] as Round[]]))
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < contestants.length; turn++) {
      const contestant = contestants[(round + turn) % contestants.length]!
      await sleep(PAUSE_MS, undefined, { signal })
      const result = await measure(contestant, signal)
      results.get(contestant)!.push(result)
      tell(
        `round ${round + 1} of ${rounds}: ${contestant.name} ${Math.round(result.rowsPerSecond).toLocaleString('en')} rows/s`,
      )
    }
  return results
}

async function measure(contestant: Contestant, signal: AbortSignal): Promise<Round> {
  const { content, name } = contestant
  const watch = new ResidentWatch(contestant.pid)
  const exported = await exportAll(contestant, signal, Math.floor(content.pages / 2), () =>
    watch.halfway(),
  ).finally(() => watch.stop())
  if (exported.pages !== content.pages || exported.bytes !== content.bytes)
    throw new Error(`${name} gave ${exported.bytes} bytes; it was ${content.bytes} before.`)
  return { seconds: exported.seconds, rowsPerSecond: content.rows / exported.seconds, ...watch.stop() }
}
