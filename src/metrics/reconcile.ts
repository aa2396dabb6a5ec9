import { refreshFacts } from '../facts/refresh-facts.ts'
import { type Engine, rows } from '../store/engine.ts'
import type { Metric } from './definition.ts'
import { METRIC_SETTINGS, metricQuery, type Question } from './query.ts'

/** One way to ask, and how far its number is from the expected one. */
export interface Candidate {
  /** What was different from the question as it was asked; empty for the question itself. */
  readonly changed: readonly string[]
  readonly value: number | null
  readonly difference: number
}

const DAY = 86_400_000

/** Zones in which companies and their tools cut days, beside the one asked for. */
const ZONES = [
  'UTC',
  'America/Los_Angeles',
  'America/New_York',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Tokyo',
]

/**
 * Searches what explains somebody else's number: variants, time zones, ranges a day longer or shorter at either end, people left
 * out or not. One change at a time, then a variant with another change.
 *
 * @returns every way that was tried, the nearest number first; what is near by chance is the reader's to judge
 */
export async function reconcile(
  engine: Engine,
  metric: Metric,
  question: Question,
  expected: number,
): Promise<Candidate[]> {
  const variants = [undefined, ...Object.keys(metric.variants)].filter(name => name !== question.variant)
  const tz = question.tz ?? 'UTC'
  const others: readonly [string, Partial<Question>][] = [
    ...ZONES.filter(zone => zone !== tz).map(
      zone => [`time zone ${zone}`, { tz: zone }] as [string, Partial<Question>],
    ),
    [`to ${shifted(question.to, 1)}: the last day counts, too`, { to: shifted(question.to, 1) }],
    [`to ${shifted(question.to, -1)}`, { to: shifted(question.to, -1) }],
    [`from ${shifted(question.from, -1)}`, { from: shifted(question.from, -1) }],
    [`from ${shifted(question.from, 1)}`, { from: shifted(question.from, 1) }],
    ['nobody is left out', { exclude: {} }],
    ['testers are left out', { exclude: { ...question.exclude, testers: true } }],
  ]
  const ways: (readonly [readonly string[], Partial<Question>])[] = [
    [[], {}],
    ...others.map(([name, change]) => [[name], change] as const),
    ...variants.flatMap(variant => {
      const change: Partial<Question> = variant === undefined ? {} : { variant }
      const name = variant === undefined ? 'the metric’s own definition' : `variant ${variant}`
      return [
        [[name], change] as const,
        ...others.map(([also, more]) => [[name, also], { ...change, ...more }] as const),
      ]
    }),
  ]
  await refreshFacts(engine)
  const found: Candidate[] = []
  for (const [changed, change] of ways) {
    const { variant: _variant, grain: _grain, ...plain } = question
    const kept =
      question.variant !== undefined && !changed[0]?.startsWith('the metric')
        ? { variant: question.variant }
        : {}
    const asked = { ...plain, ...kept, ...change, by: [] }
    if (Date.parse(asked.from) >= Date.parse(asked.to)) continue
    const [row] = await rows<{ value: number | null }>(engine, {
      ...metricQuery(metric, asked),
      settings: METRIC_SETTINGS,
    })
    const value = row?.value ?? null
    found.push({ changed, value, difference: value === null ? Number.POSITIVE_INFINITY : value - expected })
  }
  const distance = ({ difference, changed }: Candidate): number =>
    Math.abs(difference) + changed.length * 1e-9
  return found.sort((a, b) => distance(a) - distance(b))
}

function shifted(day: string, days: number): string {
  const moved = new Date(Date.parse(day) + days * DAY).toISOString()
  return day.length === 10 ? moved.slice(0, 10) : moved
}
