/** A point in time, exact to the microsecond; `sticky` says that there was more behind it. */
export interface Instant {
  /** Milliseconds since 1970, without the part below a second. */
  readonly epoch: number
  /** The fraction of the second: digits as written, any number of them. */
  readonly fraction: string
  /** Minutes east of UTC in which it was written. */
  readonly offset: number
}

const PATTERN =
  /^(-?\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:(Z)|([+\- ])(\d\d):(\d\d))?)?$/i

/**
 * Reads an instant: ISO 8601 with any number of fractional digits and any offset, or a date alone, which means midnight
 * UTC (OData 4.01 ABNF rules dateTimeOffsetValue and date). Two liberties for careless clients: without an offset it is
 * UTC, and a space in the place of the offset's sign was a `+` that nobody percent-encoded.
 *
 * @returns undefined when it is no instant: wrong form, or a month, day, hour, minute that does not exist
 */
export function parseInstant(text: string): Instant | undefined {
  const match = PATTERN.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(digits => Number(digits ?? 0))
  const [offsetHour, offsetMinute] = [Number(match[10] ?? 0), Number(match[11] ?? 0)]
  if (!isDate(year!, month!, day!) || hour! > 23 || minute! > 59 || second! > 60) return undefined
  if (offsetHour > 23 || offsetMinute > 59) return undefined
  const offset = (match[9] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute)
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0)
  date.setUTCFullYear(year!, month! - 1, day!)
  date.setUTCHours(hour!, minute! - offset, second!)
  return { epoch: date.getTime(), fraction: match[7] ?? '', offset }
}

/** Whether the calendar has this day (Gregorian, extended backwards). */
export function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return day <= days[month - 1]!
}

// What DateTime64(3) and DateTime64(6) hold. Everything stored lies between, so clamping changes no comparison.
const EARLIEST = Date.UTC(1900, 0, 1)
const LATEST = Date.UTC(2299, 11, 31, 23, 59, 59)

/** An instant as text for ClickHouse, and the number of fractional digits in it: 3 where that is exact, else 6. */
export function clickhouseInstant({ epoch, fraction }: Instant): { text: string; digits: 3 | 6 } {
  if (epoch < EARLIEST) return { text: '1900-01-01 00:00:00.000', digits: 3 }
  if (epoch > LATEST) return { text: '2299-12-31 23:59:59.999', digits: 3 }
  const seconds = new Date(epoch).toISOString().slice(0, 19).replace('T', ' ')
  const significant = fraction.replace(/0+$/, '')
  if (significant.length <= 3) return { text: `${seconds}.${significant.padEnd(3, '0')}`, digits: 3 }
  // Stored instants have milliseconds. Whatever lies beyond the sixth digit only has to keep the literal between the
  // same two of them, which a last digit other than 0 does.
  const six = significant.slice(0, 6).padEnd(6, '0')
  const micros = significant.length > 6 && six.endsWith('0') ? `${six.slice(0, 5)}1` : six
  return { text: `${seconds}.${micros}`, digits: 6 }
}

/** Microseconds since midnight of a time of day; undefined when it is none. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:\.(\d+))?)?$/.exec(text)
  if (!match) return undefined
  const [hour, minute, second] = match.slice(1, 4).map(digits => Number(digits ?? 0))
  return ((hour! * 60 + minute!) * 60 + second!) * 1e6 + micros(match[4])
}

/** Microseconds of a duration such as `P1DT2H3M4.5S` (XML dayTimeDuration); undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/.exec(text)
  if (!match) return undefined
  const [days, hours, minutes, seconds] = match.slice(2, 6).map(digits => Number(digits ?? 0))
  const total = (((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1e6 + micros(match[6])
  return Number.isSafeInteger(total) ? (match[1] ? -total : total) : undefined
}

function micros(fraction: string | undefined): number {
  return Number((fraction ?? '').slice(0, 6).padEnd(6, '0'))
}
