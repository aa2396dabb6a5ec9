import type { MetricRow } from '../api/types.ts'
import { titleOfDimension } from '../filters/texts.ts'
import { texts } from '../texts.ts'
import { bucketsOf } from '../time/buckets.ts'
import type { PanelInput } from './build.ts'
import type { HeatCell, HeatModel, PanelModel } from './model.ts'
import { filterValue, nameOf } from './naming.ts'
import { panelTexts } from './texts.ts'

interface Axis {
  readonly title: string
  readonly keys: readonly string[]
  readonly names: readonly string[]
}

/** Numbers in rows and columns: hours of a week, or one dimension against another or against time. */
export function heatModel(input: PanelInput): PanelModel {
  const { answer, definition, format } = input
  const { rows, columns, place } = axesOf(input)
  const cells: (MetricRow | undefined)[][] = rows.keys.map(() => columns.keys.map(() => undefined))
  for (const row of answer.rows.filter(one => !one.other)) {
    const [line, column] = place(row)
    const target = cells[line]
    if (target !== undefined && column >= 0) target[column] = row
  }
  const values = answer.rows.flatMap(row => (row.value === null ? [] : [row.value]))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const floor = definition.unit === 'count' ? 0 : low
  const level = (value: number) => (high === floor ? 1 : (value - floor) / (high - floor))
  const write = (value: number) => format.value(value, definition.unit)
  // No row of a count means that nothing happened, which is 0; of others, that there is no number.
  const nothing = definition.unit === 'count' ? 0 : null
  const picture: HeatModel = {
    kind: 'heat',
    rowTitle: rows.title,
    columnTitle: columns.title,
    rows: rows.names,
    columns: columns.names,
    cells: cells.map((line, y) =>
      line.map<HeatCell>((row, x) => {
        const value = row === undefined ? nothing : row.value
        const text = row?.withheld ? panelTexts.withheld : value === null ? '–' : write(value)
        const label = `${rows.names[y]} · ${columns.names[x]}`
        return {
          value,
          text,
          level: value === null ? null : level(value),
          mark:
            row === undefined || row.withheld
              ? null
              : { label, value: text, where: whereOfCell(row, input), span: null },
        }
      }),
    ),
    scale: values.length === 0 ? { low: '', high: '' } : { low: write(floor), high: write(high) },
  }
  return {
    empty: values.length === 0,
    summary: summaryOf(picture),
    footnotes: [],
    table: {
      columns: [
        { label: rows.title, numeric: false },
        ...columns.names.map(label => ({ label, numeric: true })),
      ],
      rows: picture.cells.map((line, y) => ({
        key: rows.keys[y] ?? String(y),
        cells: [rows.names[y] ?? '', ...line.map(cell => cell.text)],
        note: null,
        mark: null,
      })),
    },
    picture,
  }
}

function whereOfCell(row: MetricRow, { context }: PanelInput): Record<string, string> {
  return Object.fromEntries(context.by.map(name => [name, filterValue(row[name])]))
}

function axesOf(input: PanelInput): {
  rows: Axis
  columns: Axis
  place: (row: MetricRow) => [number, number]
} {
  const { context, answer, format } = input
  const [first = '', second] = context.by
  if (first === 'hour_of_week') {
    const hours = Array.from({ length: 24 }, (_, hour) => String(hour))
    return {
      rows: { title: titleOfDimension('weekday'), keys: [...format.weekdays], names: format.weekdays },
      columns: {
        title: titleOfDimension('hour'),
        keys: hours,
        names: hours.map(hour => hour.padStart(2, '0')),
      },
      place: row => [Math.floor(Number(row[first]) / 24), Number(row[first]) % 24],
    }
  }
  const rows = axis(first)
  if (second !== undefined) {
    const columns = axis(second)
    return { rows, columns, place: row => [indexOf(rows, row[first]), indexOf(columns, row[second])] }
  }
  const grain = context.grain ?? 'week'
  const buckets = bucketsOf(context.span, grain, context.complete)
  const columns = {
    title: texts.grain.names[grain],
    keys: buckets.map(bucket => bucket.period),
    names: buckets.map(bucket => format.tick(bucket, grain)),
  }
  return { rows, columns, place: row => [indexOf(rows, row[first]), columns.keys.indexOf(row.period ?? '')] }

  function axis(name: string): Axis {
    const values = new Map<string, MetricRow[string]>()
    const weights = new Map<string, number>()
    for (const row of answer.rows.filter(one => !one.other)) {
      const key = filterValue(row[name])
      values.set(key, row[name])
      weights.set(key, (weights.get(key) ?? 0) + (row.denominator ?? row.value ?? 0))
    }
    const known = [...values.keys()]
    const ordered = known.every(key => key === 'none' || /^\d+(-\d\d-\d\d)?$/.test(key))
    known.sort((a, b) =>
      ordered
        ? a.localeCompare(b, 'en', { numeric: true })
        : (weights.get(b) ?? 0) - (weights.get(a) ?? 0) || a.localeCompare(b),
    )
    const most = name === first ? (input.spec.limit ?? 14) : 16
    const keys = known.slice(0, ordered ? 60 : most)
    return {
      title: titleOfDimension(name),
      keys,
      names: keys.map(key => nameOf(name, values.get(key), format)),
    }
  }
}

function indexOf({ keys }: Axis, value: MetricRow[string]): number {
  return keys.indexOf(filterValue(value))
}

function summaryOf({ cells, rows, columns }: HeatModel): string {
  const all = cells.flatMap((line, y) =>
    line.flatMap((cell, x) => (cell.value === null ? [] : [{ cell, value: cell.value, x, y }])),
  )
  const [first] = all
  if (first === undefined) return panelTexts.empty
  const high = all.reduce((a, b) => (b.value > a.value ? b : a))
  const low = all.reduce((a, b) => (b.value < a.value ? b : a))
  const at = (one: typeof first): [string, string] => [rows[one.y] ?? '', columns[one.x] ?? '']
  const end = high === low ? '' : panelTexts.heatLow(low.cell.text, ...at(low))
  return `${panelTexts.heat(high.cell.text, ...at(high))}${end}.`
}
