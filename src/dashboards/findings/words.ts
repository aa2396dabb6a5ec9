import type { Metric } from '../../metrics/definition.ts'

const LOCALE = 'en-GB'
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 })
const precise = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 3 })
const percent = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 })
const coarse = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 0 })
const date = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', timeZone: 'UTC' })
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', timeZone: 'UTC' })

export const count = (n: number): string => whole.format(n)
export const share = (n: number): string => percent.format(n)
export const about = (n: number): string => coarse.format(n)

/** A value of a metric, with its unit. */
export function value(n: number, unit: Metric['unit']): string {
  if (unit === 'share') return share(n)
  if (unit === 'count' || unit === 'money') return count(n)
  if (unit === 'hours') return `${precise.format(n)} hours`
  if (unit === 'mean') return precise.format(n)
  return n < 120
    ? `${precise.format(n)} s`
    : n < 7200
      ? `${precise.format(n / 60)} minutes`
      : `${precise.format(n / 3600)} hours`
}

/** `2026-03-10` as `10 March`. */
export const day = (text: string): string => date.format(new Date(`${text}T00:00:00Z`))
export const dayOfWeek = (text: string): string => weekday.format(new Date(`${text}T00:00:00Z`))

/** Days in a row as a sentence has them: `10 March`, `10 and 11 March`, `10 to 14 March`. */
export function days(texts: readonly string[]): string {
  const [first, last] = [texts[0]!, texts.at(-1)!]
  if (texts.length === 1) return day(first)
  const start = first.slice(0, 7) === last.slice(0, 7) ? String(Number(first.slice(8))) : day(first)
  return `${start} ${texts.length === 2 ? 'and' : 'to'} ${day(last)}`
}

/** What a metric counts, as a plural: `questions`, from `one row for each question`. */
export function things({ grain }: Metric): string {
  const noun = /each (.+?)(?= (?:a|began|for|in|is|of|on|that|to|who|with)\b|$)/.exec(grain)?.[1] ?? 'row'
  return noun.split(' or ').map(plural).join(' or ')
}

const plural = (noun: string): string =>
  noun === 'person' ? 'people' : /[^s]s$/.test(noun) ? noun : `${noun}s`

const NAMES: Readonly<Record<string, string>> = { hour_of_week: 'hour of the week', system_event: 'event' }

/** A part of an answer: `topic “vpn”`, `no topic`. */
export function part(dimension: string, name: string | undefined): string {
  const what = NAMES[dimension] ?? dimension.replace(/^attribute\./, '').replaceAll('_', ' ')
  return name === undefined ? `no ${what}` : `${what} “${name}”`
}
