import { type Day, daysIn, GRAINS, type Grain, isDay, type Span } from '../time/days.ts'

/** What the address bar says of what is counted: the same filters for every page, under the names the server knows. */

export const PRESETS = ['7d', '28d', '90d', 'all'] as const
export type Preset = (typeof PRESETS)[number]

export type RangeChoice = { kind: 'preset'; preset: Preset } | { kind: 'custom'; from: Day; to: Day }

export const EVENTS = ['out', 'in', 'only'] as const
/** Conversations that a system event began: left out, counted too, or alone. */
export type Events = (typeof EVENTS)[number]

/** Values of a dimension: they alone count, or, as `not`, all others; `none` stands for no value. */
export type Choice = readonly string[] | { readonly not: readonly string[] }

/** The values a choice names, whether they alone count or all others. */
export const namedIn = (choice: Choice = []): readonly string[] => ('not' in choice ? choice.not : choice)

/** A choice of the same kind with other values. */
export const naming = (choice: Choice | undefined, values: readonly string[]): Choice =>
  isExclusion(choice) ? { not: values } : values

export function isExclusion(choice: Choice | undefined): choice is { readonly not: readonly string[] } {
  return choice !== undefined && 'not' in choice
}

/** A choice without one value more; null where that leaves nothing, or changes nothing. */
export function leavingOut(choice: Choice | undefined, value: string): Choice | null {
  if (choice !== undefined && !isExclusion(choice)) {
    const rest = choice.filter(one => one !== value)
    return rest.length === 0 || rest.length === choice.length ? null : rest
  }
  const named = namedIn(choice)
  return named.includes(value) ? null : { not: [...named, value] }
}

export interface Filters {
  readonly range: RangeChoice
  readonly compare: boolean
  /** null: the grain that suits the length of the range. */
  readonly grain: Grain | null
  /** Time zone of days; null: the server's. */
  readonly tz: string | null
  /** What counts, by dimension. */
  readonly where: Readonly<Record<string, Choice>>
  readonly events: Events
  /** Which definition of success counts; null: each number's own. */
  readonly success: string | null
}

export const DEFAULT_FILTERS: Filters = {
  range: { kind: 'preset', preset: '28d' },
  compare: true,
  grain: null,
  tz: null,
  where: {},
  events: 'out',
  success: null,
}

/** `f.platform=slack` counts Slack alone, `f.platform!=slack` all but Slack. */
const FILTER = /^f\.([a-z][a-z0-9_]*)(!?)$/

/** Reads a query string; what it does not understand it replaces by the default. */
export function parseFilters(search: string): Filters {
  const params = new URLSearchParams(search)
  const from = params.get('from') ?? ''
  const to = params.get('to') ?? ''
  const preset = PRESETS.find(name => name === params.get('range'))
  const range: RangeChoice =
    isDay(from) && isDay(to) && from < to
      ? { kind: 'custom', from, to }
      : preset === undefined
        ? DEFAULT_FILTERS.range
        : { kind: 'preset', preset }
  const where: Record<string, Choice> = {}
  for (const [name, value] of params) {
    const [, dimension, not] = FILTER.exec(name) ?? []
    if (dimension === undefined) continue
    // A comma inside a value is written %2C once more, so that it does not part two values.
    const values = splitValues(value)
    const known = where[dimension]
    // Of what is said both ways, the first counts.
    if (values.length === 0 || (known !== undefined && isExclusion(known) !== (not === '!'))) continue
    const all = [...new Set([...namedIn(known), ...values])]
    where[dimension] = not === '!' ? { not: all } : all
  }
  return {
    range,
    compare: params.get('compare') !== '0',
    grain: GRAINS.find(name => name === params.get('grain')) ?? null,
    tz: zoneOf(params.get('tz')),
    where,
    events: EVENTS.find(name => name === params.get('events')) ?? 'out',
    success: params.get('success') || null,
  }
}

/** The filters as pairs of a query; what is as by default is left out, so that addresses stay short. */
export function writeFilters(filters: Filters): URLSearchParams {
  const params = new URLSearchParams()
  const { range } = filters
  if (range.kind === 'custom') {
    params.set('from', range.from)
    params.set('to', range.to)
  } else if (DEFAULT_FILTERS.range.kind !== 'preset' || range.preset !== DEFAULT_FILTERS.range.preset)
    params.set('range', range.preset)
  if (!filters.compare) params.set('compare', '0')
  if (filters.grain !== null) params.set('grain', filters.grain)
  if (filters.tz !== null) params.set('tz', filters.tz)
  writeCounting(filters, params)
  return params
}

/** What narrows the count, without the time: pages and requests write it the same way. */
export function writeCounting({ where, events, success }: Filters, params: URLSearchParams): void {
  for (const [dimension, choice] of Object.entries(where)) {
    const values = joinValues(namedIn(choice))
    if (values !== '') params.set(nameOfChoice(`f.${dimension}`, choice), values)
  }
  if (events !== 'out') params.set('events', events)
  if (success !== null) params.set('success', success)
}

/** Asks about some values of a dimension alone, or about all others, whatever the filters say of it. */
export function askOnly(params: URLSearchParams, dimension: string, choice: Choice): void {
  params.delete(`f.${dimension}`)
  params.delete(`f.${dimension}!`)
  params.set(nameOfChoice(`f.${dimension}`, choice), joinValues(namedIn(choice)))
}

/** The name of a parameter under which a choice is written: with `!` the values are left out. */
export const nameOfChoice = (name: string, choice: Choice): string =>
  isExclusion(choice) ? `${name}!` : name

/** Whether a name of the query belongs to the filters; the others are a page's own. */
export function isFilterName(name: string): boolean {
  return (
    name.startsWith('f.') ||
    ['range', 'from', 'to', 'compare', 'grain', 'tz', 'events', 'success'].includes(name)
  )
}

/** The query with commas, slashes and the like as people write them: shorter, and read the same. */
export function readable(params: URLSearchParams): string {
  const text = params.toString().replace(/%(2C|2F|3A|21|3B|7E)/g, decodeURIComponent)
  return text === '' ? '' : `?${text}`
}

/** The grain that gives a readable number of points. */
export function suitableGrain(span: Span): Grain {
  const days = daysIn(span)
  if (days <= 45) return 'day'
  return days <= 400 ? 'week' : 'month'
}

/** Values of one dimension as one text. */
export const joinValues = (values: readonly string[]): string => values.map(escapeComma).join(',')
/** The values that a text has. */
export const splitValues = (text: string): string[] => text.split(',').filter(Boolean).map(unescapeComma)

const escapeComma = (value: string): string => value.replaceAll('%', '%25').replaceAll(',', '%2C')
const unescapeComma = (value: string): string => value.replaceAll('%2C', ',').replaceAll('%25', '%')

function zoneOf(name: string | null): string | null {
  if (!name) return null
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return name
  } catch {
    return null
  }
}
