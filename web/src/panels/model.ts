import type { Unit } from '../api/types.ts'
import type { Span } from '../time/days.ts'

/** One thing drawn or listed, as something to go on from: what it stands for, and how to count it alone. */
export interface Mark {
  /** What it is called: `Slack`, or `Mon, 3 Nov 2026 · Slack`. */
  readonly label: string
  /** Its number as text. */
  readonly value: string
  /** Values of dimensions that hold it. */
  readonly where: Readonly<Record<string, string>>
  /** Its days, when it stands for a time. */
  readonly span: Span | null
}

export interface PlotSeries {
  readonly name: string
  /** null: there is no value at that place, which is not the same as 0. */
  readonly values: readonly (number | null)[]
  /** Which of the palette's colours; -1 is the quiet one, for several together or none. */
  readonly tone: number
  /** A second line for the tooltip: what a share is a share of. */
  readonly details?: readonly (string | null)[]
  /** Values of dimensions that hold the series. */
  readonly where: Readonly<Record<string, string>>
}

/** What is drawn along a time axis. */
export interface PlotModel {
  readonly kind: 'plot'
  /** `mirrored` draws the second series downwards, so that the two need no colour to be told apart. */
  readonly mark: 'bars' | 'line' | 'area' | 'stacked' | 'mirrored'
  readonly unit: Unit
  readonly ticks: readonly string[]
  readonly titles: readonly string[]
  readonly spans: readonly Span[]
  /** Why a place is drawn as unfinished; null for a whole period. */
  readonly notes: readonly (string | null)[]
  readonly series: readonly PlotSeries[]
  /** The same places of the period before, for one series alone. */
  readonly previous: readonly (number | null)[] | null
  readonly annotations: readonly { readonly place: number; readonly text: string }[]
}

/** One bar of a ranked list. */
export interface Part {
  readonly key: string
  readonly name: string
  readonly value: string
  /** A share of the whole, or what a share is a share of. */
  readonly detail: string
  /** Length of the bar, 0 to 1, against the longest. */
  readonly length: number
  /** Where the bar ended in the period before, on the same scale. */
  readonly before: number | null
  /** Stands for no value, or for several: drawn more quietly. */
  readonly quiet: boolean
  /** null for several together, and for what is withheld. */
  readonly mark: Mark | null
}

export interface PartsModel {
  readonly kind: 'parts'
  readonly parts: readonly Part[]
  readonly compared: boolean
}

export interface HeatCell {
  readonly value: number | null
  readonly text: string
  /** How dark, from 0 to 1; null where there is no number. */
  readonly level: number | null
  readonly mark: Mark | null
}

/** Numbers in rows and columns, drawn by how large they are. */
export interface HeatModel {
  readonly kind: 'heat'
  readonly rowTitle: string
  readonly columnTitle: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly cells: readonly (readonly HeatCell[])[]
  readonly scale: { readonly low: string; readonly high: string }
}

export interface TableModel {
  readonly columns: readonly { readonly label: string; readonly numeric: boolean }[]
  readonly rows: readonly {
    readonly key: string
    readonly cells: readonly string[]
    readonly note: string | null
    readonly mark: Mark | null
  }[]
}

/** Everything a panel shows: the picture, the same in words, the same as a table. */
export interface PanelModel {
  readonly empty: boolean
  readonly summary: string
  readonly footnotes: readonly string[]
  readonly table: TableModel
  readonly picture: PlotModel | PartsModel | HeatModel | { readonly kind: 'table' }
}
