import { entityNames } from '../schema/entities.ts'
import { newMeter } from './meter.ts'
import type { SourceClient } from './source-client.ts'
import { SyncError } from './sync-error.ts'

const DAY = 24 * 3600 * 1000

/** What a collection of a source answered. */
export interface EntityProbe {
  readonly entity: string
  /** Why it cannot be read; null when it can. */
  readonly problem: string | null
  readonly records: number | null
  /** First and last `last_updated_time` that it shows. */
  readonly first: string | null
  readonly last: string | null
  /** How many records its pages have, where there is more than one. */
  readonly pageSize: number | null
}

export interface Probe {
  /** Whether every collection can be read. */
  readonly ok: boolean
  readonly entities: readonly EntityProbe[]
  /** `path`: by `/$count`; `page`: by `$count=true`; `none`: completeness is proven by reading twice. */
  readonly counting: 'path' | 'page' | 'none'
  /** How far the source's clock is ahead of ours, in seconds. */
  readonly clockAheadSeconds: number | null
  /** How far back its records reach, in days: its horizon, or its beginning. */
  readonly historyDays: number | null
  /** What to do about what was found. */
  readonly advice: readonly string[]
}

/** More than this is no network: one of the clocks is wrong. */
const CLOCK_TOLERANCE_MS = 120_000

/** Asks a source what a sync will need to know: scopes, history, page size, counts, clock. Some requests a collection. */
export async function probeSource(client: SourceClient): Promise<Probe> {
  const meter = newMeter()
  const found: EntityProbe[] = []
  let ahead: number | null = null
  let first = Number.POSITIVE_INFINITY
  for (const entity of entityNames) {
    try {
      const edge = await client.edge(entity, meter)
      ahead ??= edge.now - client.clock.now()
      if (edge.oldest !== undefined) first = Math.min(first, edge.oldest)
      const whole = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }
      const page = await client.page(client.pageLink(entity, whole), meter)
      found.push({
        entity,
        problem: null,
        records: (await client.count(entity, whole, meter)) ?? null,
        first: timeText(edge.oldest),
        last: timeText(await client.newest(entity, meter)),
        pageSize: page.next === undefined ? null : page.batch.records,
      })
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      found.push({ entity, problem: error.message, records: null, first: null, last: null, pageSize: null })
      // Nobody answers, or nobody is let in: the others would say the same.
      if (error.status === undefined || error.status === 401) break
    }
  }
  const historyDays = Number.isFinite(first) ? Math.floor((client.clock.now() - first) / DAY) : null
  const problems = found.filter(one => one.problem !== null)
  return {
    ok: problems.length === 0,
    entities: found,
    counting: client.counting,
    clockAheadSeconds: ahead === null ? null : Math.round(ahead / 1000),
    historyDays,
    advice: adviceOn(problems.length === 0, client.counting, ahead, historyDays),
  }
}

function adviceOn(
  ok: boolean,
  counting: Probe['counting'],
  ahead: number | null,
  historyDays: number | null,
): string[] {
  const advice: string[] = []
  if (ahead !== null && Math.abs(ahead) > CLOCK_TOLERANCE_MS)
    advice.push(
      `The source’s clock is ${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine’s. Windows go by the source’s, so nothing is lost; set this machine’s time (NTP) for schedules to be right.`,
    )
  if (ok && counting === 'none')
    advice.push(
      'The source cannot count. Everything is read twice instead, to prove that nothing is missing.',
    )
  if (historyDays !== null && historyDays <= 31)
    advice.push(
      `The source shows ${historyDays} days. What is older cannot be read any more: sync at least once a week, and watch “days left” in: debrief ledger`,
    )
  return advice
}

const timeText = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString()
