import { setTimeout as sleep } from 'node:timers/promises'

/** Time, as a sync sees it: replaced in tests, so that they wait for nothing. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Rejects when it is aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<unknown>
}

export const systemClock: Clock = {
  now: Date.now,
  wait: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
}
