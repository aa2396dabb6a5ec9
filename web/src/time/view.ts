import type { StoreInfo } from '../api/types.ts'
import type { Preset, RangeChoice } from '../state/filters.ts'
import { addDays, type Day, dayOf, earlier, later, type Span, spanBefore } from './days.ts'

/** What the page shows and counts for a chosen range, given what the store holds. */
export interface View {
  /** The days drawn: the choice, cut to the days the store can know anything about. */
  shown: Span
  /** The days the figures count: those of `shown` that are complete. */
  counted: Span
  /** As many days before `counted`; null when there is nothing fair to compare with. */
  previous: Span | null
  /** Days drawn but not counted, because their data is still arriving. */
  arriving: Span | null
  /** First day whose data may still be missing. */
  complete: Day | null
  /** First day with any record. */
  begins: Day | null
  /** No complete day lies in the range: the figures count what there is. */
  provisional: boolean
}

const PRESET_DAYS: Record<Exclude<Preset, 'all'>, number> = { '7d': 7, '28d': 28, '90d': 90 }

/** The days the store's records were created on, from the first to the last, by the clocks of a zone. */
export function extentOf(store: StoreInfo, tz = 'UTC'): Span | null {
  const entities = [store.entities.conversations, store.entities.interactions]
  const firsts = entities.flatMap(entity => entity.first ?? []).map(instant => dayOf(instant, tz))
  const lasts = entities.flatMap(entity => entity.last ?? []).map(instant => dayOf(instant, tz))
  const from = firsts.sort()[0]
  const last = lasts.sort().at(-1)
  return from === undefined || last === undefined ? null : { from, to: addDays(last, 1) }
}

/**
 * A preset means complete days, so that it compares like with like; what has arrived since is drawn as well.
 * `today` only matters for a store with nothing in it.
 */
export function viewOf(choice: RangeChoice, store: StoreInfo, today: Day, tz = 'UTC'): View {
  const extent = extentOf(store, tz)
  const complete = store.complete_until === null ? null : dayOf(store.complete_until, tz)
  const dataEnd = extent?.to ?? addDays(today, 1)
  const end = complete === null ? dataEnd : later(dataEnd, complete)
  const begins = extent?.from ?? null

  const asked = askedSpan(choice, complete ?? end, end, begins)
  const shown = clip(asked, begins, end)
  const cutoff = complete === null ? shown.to : earlier(shown.to, complete)
  const provisional = cutoff <= shown.from
  const counted = provisional ? shown : { from: shown.from, to: cutoff }
  const before = spanBefore(counted)
  const comparable = !provisional && begins !== null && before.from >= begins
  return {
    shown,
    counted,
    previous: comparable ? before : null,
    arriving: cutoff < shown.to ? { from: later(cutoff, shown.from), to: shown.to } : null,
    complete,
    begins,
    provisional,
  }
}

function askedSpan(choice: RangeChoice, complete: Day, end: Day, begins: Day | null): Span {
  if (choice.kind === 'custom') return { from: choice.from, to: choice.to }
  if (choice.preset === 'all') return { from: begins ?? addDays(end, -28), to: end }
  return { from: addDays(complete, -PRESET_DAYS[choice.preset]), to: end }
}

/** Days before the first record or after the last would be drawn as zeros that nobody counted. */
function clip(asked: Span, begins: Day | null, end: Day): Span {
  if (begins === null || asked.to <= begins || asked.from >= end) return asked
  return { from: later(asked.from, begins), to: earlier(asked.to, end) }
}
