import { z } from 'zod'
import { ORDERS, type Order } from '../../metrics/parts.ts'
import { GRAINS } from '../../metrics/run.ts'
import { EVENTS } from '../asked.ts'

export const CHARTS = ['line', 'bars', 'area', 'parts', 'table', 'heat', 'mirrored', 'stacked'] as const
export type Chart = (typeof CHARTS)[number]

const text = z.string().trim().min(1)
const names = z.union([text.transform(name => [name]), z.array(text)])

const value = z.union([text, z.number(), z.boolean()]).transform(String)
const values = z.union([value.transform(one => [one]), z.array(value).min(1, 'must have a value')])
/** By dimension the values that count, or those that do not, all others doing so; `none` stands for no value. */
const filters = z.record(
  text,
  z.union(
    [values, z.strictObject({ not: values })],
    'must be a value, a list of values, or { not: … } with those that do not count',
  ),
)

const figure = z.strictObject({
  metric: text,
  variant: text.optional(),
  /** Whether more is better, or less; neither when absent. */
  good: z.enum(['up', 'down']).optional(),
  title: text.optional(),
  events: z.enum(EVENTS).optional(),
})

const panel = z.strictObject({
  /** The title: what the chart answers. */
  question: text,
  metric: text,
  chart: z.enum(CHARTS),
  /** Dimensions; what the metric is cut by when nobody says, if absent. */
  by: names.optional(),
  /** `auto` goes with the length of the range, `none` is the whole of it. */
  grain: z.enum(['auto', 'none', ...GRAINS]).optional(),
  variant: text.optional(),
  /** So many parts; the others are put together. */
  limit: z.int().min(1).max(1000).optional(),
  order: z.enum(Object.keys(ORDERS) as [Order, ...Order[]]).optional(),
  /** Whether days that are still arriving are left out of it, or shown and marked. */
  days: z.enum(['counted', 'shown']).optional(),
  events: z.enum(EVENTS).optional(),
  /** What alone it is about, in place of what the page filters by the same dimensions. */
  filters: filters.optional(),
  /** The path of a page that says more. */
  link: text.startsWith('/', 'must be a path, such as /plugins').optional(),
})

/** What stands in a dashboard’s file. */
export const dashboardShape = z.strictObject({
  title: text,
  /** What it is for, in a sentence or two. */
  about: text.optional(),
  /** Its place among the dashboards: the smaller, the earlier. */
  order: z.number().default(100),
  figures: z.array(figure).default([]),
  sections: z
    .array(z.strictObject({ title: text, about: text.optional(), panels: z.array(panel).min(1) }))
    .default([]),
})

type Given = z.infer<typeof dashboardShape>
export type GivenPanel = Given['sections'][number]['panels'][number]
export type GivenFigure = z.infer<typeof figure>

/** A panel as it is drawn: what its file leaves out is filled in. */
export interface Panel extends GivenPanel {
  readonly by: string[]
  readonly grain: NonNullable<GivenPanel['grain']>
  readonly days: NonNullable<GivenPanel['days']>
}

/** A dashboard that can be drawn. */
export interface Dashboard extends Omit<Given, 'figures' | 'sections'> {
  /** Its file’s name without its ending. */
  readonly id: string
  /** Whether it stands beside those that come with Debrief: its page is `/d/<id>`. */
  readonly own: boolean
  readonly figures: readonly GivenFigure[]
  readonly sections: readonly {
    readonly title: string
    readonly about?: string | undefined
    readonly panels: readonly Panel[]
  }[]
}
