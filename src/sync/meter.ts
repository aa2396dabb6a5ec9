/** What asking a source cost: added to by every call that is given it. */
export interface Meter {
  requests: number
  retries: number
  waitedMs: number
  bytes: number
}

export const newMeter = (): Meter => ({ requests: 0, retries: 0, waitedMs: 0, bytes: 0 })
