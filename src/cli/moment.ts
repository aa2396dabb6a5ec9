import { UsageError } from './output.ts'

const UNITS: { readonly [unit: string]: number } = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}
/** No longer than this: what lies further away is a slip of the finger. */
const LONGEST_MS = 100 * 366 * UNITS.d!

/**
 * A length of time as people write it: `90d`, `12h`, `30m`, `45s`, `2w`, and `0`.
 *
 * @throws UsageError for any other text
 */
export function duration(text: string, option: string): number {
  const length = lengthOf(text)
  if (length === undefined)
    throw new UsageError(`${option} is "${text}"; it must be a length of time, such as 90d, 12h, 30m or 0.`)
  return length
}

/**
 * A day, an instant, or a length of time from now: `2027-01-31` (when that day begins, UTC), `2027-01-31T12:00:00Z`, `90d`.
 *
 * @param direction whether a length of time leads into the future or the past
 * @throws UsageError for any other text
 */
export function moment(text: string, option: string, direction: 'from now' | 'ago', now = new Date()): Date {
  const length = lengthOf(text)
  if (length !== undefined) return new Date(now.getTime() + (direction === 'ago' ? -length : length))
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00.000Z` : text)
  const known = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
  // 2027-02-31 would be read as a day in March.
  if (!known || Number.isNaN(at.getTime()) || !isDay(text.slice(0, 10)))
    throw new UsageError(
      `${option} is "${text}"; it must be a day (2027-01-31), an instant (2027-01-31T12:00:00Z) or a length of time (90d).`,
    )
  return at
}

function lengthOf(text: string): number | undefined {
  if (text === '0') return 0
  const { number, unit } = /^(?<number>\d+)\s*(?<unit>[smhdw])$/.exec(text)?.groups ?? {}
  const length = Number(number) * UNITS[unit ?? '']!
  return length <= LONGEST_MS ? length : undefined
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
