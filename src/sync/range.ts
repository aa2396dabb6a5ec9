/**
 * A stretch of `last_updated_time`, in milliseconds since 1970: from `since` (included) up to `until` (not included).
 * `-Infinity` means from the very first record on.
 */
export interface Range {
  readonly since: number
  readonly until: number
}

export const DAY = 24 * 3600 * 1000
/** Days a range without known counts is cut into at most. */
const MOST_DAYS = 400

/** The range's condition as OData writes it. Times are quoted: the source documents them as texts. */
export function filterOf({ since, until }: Range): string {
  const instant = (ms: number): string => `'${new Date(ms).toISOString()}'`
  return [
    ...(Number.isFinite(since) ? [`last_updated_time ge ${instant(since)}`] : []),
    ...(Number.isFinite(until) ? [`last_updated_time lt ${instant(until)}`] : []),
  ].join(' and ')
}

/** The parts of `range` that none of `covered` has, the earliest first. */
export function gapsIn(range: Range, covered: readonly Range[]): Range[] {
  const gaps: Range[] = []
  let since = range.since
  for (const one of [...covered].sort((a, b) => a.since - b.since)) {
    if (one.until <= since) continue
    if (one.since >= range.until) break
    if (one.since > since) gaps.push({ since, until: one.since })
    since = one.until
  }
  if (since < range.until) gaps.push({ since, until: range.until })
  return gaps
}

const SECOND = 1000

/**
 * Cuts a range in two at a whole second, where that can be done.
 *
 * @param oldest where the records of a range without beginning begin
 */
export function halvesOf(range: Range, oldest: number): readonly [Range, Range] | undefined {
  const from = Number.isFinite(range.since) ? range.since : Math.min(oldest, range.until)
  const middle = Math.ceil((from + range.until) / 2 / SECOND) * SECOND
  if (middle <= range.since || middle <= from || middle >= range.until) return undefined
  return [
    { since: range.since, until: middle },
    { since: middle, until: range.until },
  ]
}

/** Cuts a range at midnights (UTC): into days, or several days each where it has very many. The first begins where it does. */
export function daysOf(range: Range, oldest: number): Range[] {
  const from = Math.max(range.since, Math.min(oldest, range.until))
  const length = DAY * Math.max(1, Math.ceil((range.until - from) / DAY / MOST_DAYS))
  const days: Range[] = []
  let since = range.since
  for (let until = (Math.floor(from / length) + 1) * length; until < range.until; until += length) {
    days.push({ since, until })
    since = until
  }
  return [...days, { since, until: range.until }]
}
