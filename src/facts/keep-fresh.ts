import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../store/engine.ts'
import { fingerprint, progressOf, refreshFacts } from './refresh-facts.ts'

export interface KeepFreshOptions {
  /** How often it looks whether anything was stored, which costs milliseconds. */
  readonly everyMs?: number
  /** While records keep coming, facts are brought up to date after so long at the latest, rather than when it is quiet. */
  readonly patienceMs?: number
  /** Told when a refresh fails; the next look tries again. */
  readonly onError?: (error: unknown) => void
}

/** Keeps facts up with records until it is stopped. */
export interface FactsKeeper {
  /** Waits for a refresh that is under way. */
  stop(): Promise<void>
}

/**
 * Refreshes the facts in the background when records were stored or deleted, by whomever: once nothing more came between two
 * looks, so that a bulk load is derived at its end. So nobody waits for it who asks for a metric then. Facts that nobody has
 * ever asked for are not derived: who serves a Data API alone pays nothing for them.
 */
export function keepFactsFresh(
  engine: Engine,
  { everyMs = 5_000, patienceMs = 60_000, onError = () => {} }: KeepFreshOptions = {},
): FactsKeeper {
  const stopping = new AbortController()
  const running = keep()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }

  async function keep(): Promise<void> {
    let derived: string | undefined
    let seen: string | undefined
    let changing = performance.now()
    while (await waited(everyMs, stopping.signal)) {
      try {
        const now = await fingerprint(engine)
        if (now === derived) changing = performance.now()
        else if (
          (now === seen || performance.now() - changing > patienceMs) &&
          (await progressOf(engine)) !== undefined
        ) {
          await refreshFacts(engine)
          derived = now
        }
        seen = now
      } catch (error) {
        if (!stopping.signal.aborted) onError(error)
      }
    }
  }
}

/** Whether the time has passed, rather than that it was stopped. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal, ref: false })
    return true
  } catch {
    return false
  }
}
