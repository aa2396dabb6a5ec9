/** How long the calls of a plugin took, in milliseconds: half of them, nine of ten, 99 of 100 took at most so long. */
export interface Latency {
  readonly calls: number
  /** Calls whose record was updated later than their end, as when a person submits the form that was shown. */
  readonly updated_later: number
  readonly p50: Bounded
  readonly p90: Bounded
  readonly p99: Bounded
}

/**
 * A percentile, and between what the same percentile lies when it is taken of the records: these do not tell the end of calls
 * that were updated later. Such a call may be missing there, or seem slow; so the percentile is that of some rank which is no
 * further from the true one than there are such calls. Null when it may lie beyond all of them.
 */
export interface Bounded {
  readonly exactly: number
  readonly at_least: number
  readonly at_most: number | null
}

const SHARES = { p50: 0.5, p90: 0.9, p99: 0.99 } as const

/** How long calls ran, by plugin. Memory grows with the different lengths in milliseconds, not with the calls. */
export class Latencies {
  private readonly plugins = new Map<string, { readonly times: Map<number, number>; updatedLater: number }>()

  add(plugin: string, ran: number, isUpdatedLater: boolean): void {
    let known = this.plugins.get(plugin)
    if (known === undefined) {
      known = { times: new Map(), updatedLater: 0 }
      this.plugins.set(plugin, known)
    }
    known.times.set(ran, (known.times.get(ran) ?? 0) + 1)
    if (isUpdatedLater) known.updatedLater++
  }

  summary(): { [plugin: string]: Latency } {
    return Object.fromEntries(
      [...this.plugins]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([plugin, { times, updatedLater }]) => {
          const sorted = [...times].sort(([a], [b]) => a - b)
          const calls = sorted.reduce((sum, [, count]) => sum + count, 0)
          const bounded = (share: number): Bounded => ({
            exactly: at(sorted, Math.floor(share * calls)) as number,
            at_least: at(
              sorted,
              Math.max(0, Math.floor(share * (calls - updatedLater)) - updatedLater),
            ) as number,
            at_most: at(sorted, Math.floor(share * calls) + updatedLater),
          })
          const { p50, p90, p99 } = SHARES
          return [
            plugin,
            { calls, updated_later: updatedLater, p50: bounded(p50), p90: bounded(p90), p99: bounded(p99) },
          ]
        }),
    )
  }
}

/** The time at a place, from 0, in the order of times; null beyond the last. */
function at(sorted: readonly (readonly [time: number, count: number])[], place: number): number | null {
  let before = 0
  for (const [time, count] of sorted) {
    before += count
    if (place < before) return time
  }
  return null
}
