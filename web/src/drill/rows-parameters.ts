import type { PanelSpec } from '../api/types.ts'
import type { Mark } from '../panels/model.ts'
import { type Choice, joinValues, namedIn, nameOfChoice, readable, splitValues } from '../state/filters.ts'
import { isDay, type Span } from '../time/days.ts'

/** Which rows the drawer shows: those behind one number, under the page's filters. */
export interface RowsAsked {
  readonly metric: string
  readonly variant?: string
  readonly where: Readonly<Record<string, Choice>>
  /** null: the days that are counted. */
  readonly span: Span | null
}

/** What a mark of a panel counts alone: what it stands for, and what the panel is about. */
export function whereOf({ filters }: PanelSpec, mark: Mark): Record<string, Choice> {
  const own = Object.entries(mark.where).map(([name, value]) => [name, [value]])
  return { ...filters, ...Object.fromEntries(own) }
}

/** The query of a page with the drawer open. */
export function rowsParameters(search: string, spec: PanelSpec, mark: Mark): string {
  const params = closed(search)
  params.set('rows', spec.metric)
  if (spec.variant !== undefined) params.set('rows.variant', spec.variant)
  if (mark.span !== null) {
    params.set('rows.from', mark.span.from)
    params.set('rows.to', mark.span.to)
  }
  for (const [name, choice] of Object.entries(whereOf(spec, mark)))
    params.set(nameOfChoice(`rows.f.${name}`, choice), joinValues(namedIn(choice)))
  return readable(params)
}

/** The query without the drawer. */
export function withoutRows(search: string): string {
  return readable(closed(search))
}

export function rowsAsked(search: string): RowsAsked | null {
  const params = new URLSearchParams(search)
  const metric = params.get('rows')
  if (!metric) return null
  const [from, to, variant] = [
    params.get('rows.from') ?? '',
    params.get('rows.to') ?? '',
    params.get('rows.variant'),
  ]
  return {
    metric,
    ...(variant ? { variant } : {}),
    where: Object.fromEntries(
      [...params].flatMap(([name, value]): [string, Choice][] => {
        const [, dimension, not] = /^rows\.f\.([^!]+)(!?)$/.exec(name) ?? []
        if (dimension === undefined) return []
        const values = splitValues(value)
        return [[dimension, not === '!' ? { not: values } : values]]
      }),
    ),
    span: isDay(from) && isDay(to) && from < to ? { from, to } : null,
  }
}

function closed(search: string): URLSearchParams {
  const params = new URLSearchParams(search)
  for (const name of [...params.keys()]) if (name === 'rows' || name.startsWith('rows.')) params.delete(name)
  return params
}
