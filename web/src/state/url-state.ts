import { type Day, daysIn, type Grain, isDay, type Span } from '../time/days.ts'

/** What the address bar says: the whole state of the page. */

export const PRESETS = ['7d', '28d', '90d', 'all'] as const
export type Preset = (typeof PRESETS)[number]

export const GRAINS = ['day', 'week', 'month'] as const

export type RangeChoice = { kind: 'preset'; preset: Preset } | { kind: 'custom'; from: Day; to: Day }

export interface ViewState {
  range: RangeChoice
  /** null: the grain that suits the length of the range. */
  grain: Grain | null
}

export const DEFAULT_STATE: ViewState = { range: { kind: 'preset', preset: '28d' }, grain: null }

/** Reads a query string; what it does not understand it replaces by the default. */
export function parseViewState(search: string): ViewState {
  const params = new URLSearchParams(search)
  const grain = GRAINS.find(name => name === params.get('grain')) ?? null
  const from = params.get('from') ?? ''
  const to = params.get('to') ?? ''
  if (isDay(from) && isDay(to) && from < to) return { range: { kind: 'custom', from, to }, grain }
  const preset = PRESETS.find(name => name === params.get('range'))
  return { range: preset === undefined ? DEFAULT_STATE.range : { kind: 'preset', preset }, grain }
}

/** The query string of a state, with its question mark. */
export function formatViewState({ range, grain }: ViewState): string {
  const params = new URLSearchParams()
  if (range.kind === 'preset') params.set('range', range.preset)
  else {
    params.set('from', range.from)
    params.set('to', range.to)
  }
  if (grain !== null) params.set('grain', grain)
  return `?${params}`
}

/** The grain that gives a readable number of points. */
export function suitableGrain(span: Span): Grain {
  const days = daysIn(span)
  if (days <= 45) return 'day'
  return days <= 400 ? 'week' : 'month'
}
