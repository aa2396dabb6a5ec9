import type { MetricId, MetricRequest, MetricRow } from '../api/types.ts'
import type { Format } from '../format/format.ts'
import type { Day, Grain, Span } from '../time/days.ts'

/** The question a panel put to the server: what it needs to lay out the rows that came back. */
export interface PanelContext {
  span: Span
  grain: Grain
  /** First day whose data may still be missing. */
  complete: Day | null
}

export interface PlotSeries {
  name: string
  /** null: there is no value at that place, which is not the same as 0. */
  values: (number | null)[]
  tone: 'first' | 'second'
  /** A second line for the tooltip: what a share is a share of. */
  details?: (string | null)[]
}

/** What is drawn along a time axis. */
export interface PlotModel {
  /** `mirrored` draws the second series downwards, so that the two need no colour to be told apart. */
  mark: 'bars' | 'line' | 'mirrored'
  unit: 'count' | 'share'
  ticks: string[]
  titles: string[]
  /** Why a place is drawn as unfinished; null for a whole period. */
  notes: (string | null)[]
  series: PlotSeries[]
}

/** One bar of a ranked list. */
export interface Part {
  name: string
  value: string
  share: string
  /** Length of the bar, 0 to 1, against the longest. */
  length: number
  /** Stands for no value, or for several: drawn more quietly. */
  quiet: boolean
}

export interface TableModel {
  columns: { label: string; numeric: boolean }[]
  rows: { key: string; cells: string[]; note: string | null }[]
}

/** Everything a panel shows: the picture, the same in words, the same as a table. */
export interface PanelModel {
  empty: boolean
  summary: string
  footnotes: string[]
  table: TableModel
  picture: { kind: 'plot'; plot: PlotModel } | { kind: 'parts'; parts: Part[] }
}

export interface Panel {
  metric: MetricId
  /** Which days: those drawn, or those counted in the key figures. */
  days: 'shown' | 'counted'
  request(context: PanelContext): MetricRequest
  build(rows: MetricRow[], context: PanelContext, format: Format): PanelModel
}
