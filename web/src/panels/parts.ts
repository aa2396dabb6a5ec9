import type { MetricRow } from '../api/types.ts'
import { titleOfDimension } from '../filters/texts.ts'
import { texts } from '../texts.ts'
import { bucketsOf } from '../time/buckets.ts'
import { spanBefore } from '../time/days.ts'
import type { PanelInput } from './build.ts'
import type { Mark, PanelModel, Part, TableModel } from './model.ts'
import { labelOf, nameOf, whereOf } from './naming.ts'
import { panelTexts } from './texts.ts'

/** Longer lists end in "others" or in the table. */
const MOST_PARTS = 9

/** A number cut by one or several dimensions, as a ranked list whose rows are their own bars. */
export function partsModel(input: PanelInput): PanelModel {
  const { answer, context, definition, spec, format } = input
  const { by } = context
  const { unit } = definition
  // What the server put together stands last, whatever its number.
  const rows = [...answer.rows.filter(row => !row.other), ...answer.rows.filter(row => row.other)]
  const adds = unit === 'count' && definition.adds_up
  const total = rows.reduce((sum, row) => sum + (row.value ?? 0), 0)
  const most = spec.limit === undefined ? MOST_PARTS : Math.min(spec.limit + 1, 60)
  const few = rows.length <= most ? rows : rows.slice(0, adds ? most - 1 : most)
  const rest = rows.slice(few.length)
  const others = rest.reduce((sum, row) => sum + (row.value ?? 0), 0)
  const longest = Math.max(
    ...few.flatMap(row => [row.value ?? 0, row.previous ?? 0]),
    adds ? others : 0,
    unit === 'share' ? Number.MIN_VALUE : 1,
  )
  const parts: Part[] = few.map(row => {
    const name = nameOfRow(row, input)
    const value = textOf(row, input)
    return {
      key: JSON.stringify(by.map(one => row[one])),
      name,
      value,
      detail: detailOf(row, input, adds ? total : null),
      length: (row.value ?? 0) / longest,
      before: row.previous === null || row.previous === undefined ? null : row.previous / longest,
      quiet: row.withheld === true || by.some(one => row[one] == null || row[one] === ''),
      mark: row.withheld || row.other ? null : { label: name, value, where: whereOf(row, by), span: null },
    }
  })
  if (adds && rest.length > 0)
    parts.push({
      key: 'others',
      name: panelTexts.other(format.count(rest.length)),
      value: format.value(others, unit),
      detail: format.share(total === 0 ? 0 : others / total),
      length: others / longest,
      before: null,
      quiet: true,
      mark: null,
    })
  const compared = parts.some(part => part.before !== null)
  return {
    empty: rows.length === 0 || rows.every(row => (row.value ?? 0) === 0 && !row.withheld),
    summary: summaryOf(input, adds ? total : null),
    footnotes: [
      ...(compared ? [panelTexts.tick(format.span(answer.before ?? spanBefore(context.span)))] : []),
      ...(!adds && rest.length > 0 ? [panelTexts.notDrawn(format.count(rest.length))] : []),
    ],
    table: tableOf(input, total),
    picture: { kind: 'parts', parts, compared },
  }
}

/** The numbers as a table alone. */
export function tableModel(input: PanelInput): PanelModel {
  const { answer, definition, format } = input
  const adds = definition.unit === 'count' && definition.adds_up
  const total = answer.rows.reduce((sum, row) => sum + (row.value ?? 0), 0)
  const count = answer.rows.length
  return {
    empty: count === 0,
    summary:
      input.context.by.length === 0
        ? panelTexts.rows(format.count(count), count !== 1)
        : summaryOf(input, adds ? total : null),
    footnotes: [],
    table: tableOf(input, total),
    picture: { kind: 'table' },
  }
}

function nameOfRow(row: MetricRow, { context, definition, format }: PanelInput): string {
  if (row.other) return panelTexts.others
  return context.by.length === 0 ? definition.title : labelOf(row, context.by, format)
}

function textOf(row: MetricRow, { definition, format }: PanelInput): string {
  if (row.withheld) return panelTexts.withheld
  return row.value === null ? '–' : format.value(row.value, definition.unit)
}

/** Of a share what it is a share of, of a count that adds up its share of the whole. */
function detailOf(row: MetricRow, { format, definition }: PanelInput, total: number | null): string {
  if (row.withheld) return ''
  if (definition.unit === 'share' && row.numerator !== undefined && row.denominator !== undefined)
    return panelTexts.of(format.compact(row.numerator), format.compact(row.denominator))
  if (total === null || row.value === null) return ''
  return format.share(total === 0 ? 0 : row.value / total)
}

function summaryOf(input: PanelInput, total: number | null): string {
  const { answer, format, definition, spec } = input
  const known = answer.rows.filter(row => row.value !== null && !row.other)
  const [first, second] = known
  if (first === undefined) return panelTexts.empty
  const name = (row: MetricRow) => nameOfRow(row, input)
  const value = (row: MetricRow) =>
    total === null || total === 0 ? textOf(row, input) : format.share((row.value ?? 0) / total)
  if (known.length === 1 || second === undefined) return `${name(first)}: ${textOf(first, input)}.`
  if (total !== null)
    return `${panelTexts.leads(name(first), value(first))}${panelTexts.next(name(second), value(second))}.`
  const last = known.at(-1) ?? second
  if (spec.order === undefined || spec.order === 'value') {
    return definition.unit === 'count'
      ? `${panelTexts.most(name(first), value(first))}${panelTexts.next(name(second), value(second))}.`
      : `${panelTexts.highest(name(first), value(first))}${panelTexts.lowest(name(last), value(last))}.`
  }
  return `${name(first)}: ${value(first)}${panelTexts.next(name(second), value(second))}.`
}

function tableOf(input: PanelInput, total: number): TableModel {
  const { answer, context, definition, format } = input
  const { by, grain } = context
  const { rows } = answer
  const shares = rows.some(row => row.denominator !== undefined)
  const adds = definition.unit === 'count' && definition.adds_up && by.length > 0
  const compared = rows.some(row => row.previous !== undefined)
  const buckets = grain === null ? [] : bucketsOf(context.span, grain, context.complete)
  const names = by.length === 0 && grain === null ? [definition.title] : []
  const write = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : format.value(value, definition.unit)
  return {
    columns: [
      ...(grain === null ? [] : [{ label: texts.grain.names[grain], numeric: false }]),
      ...by.map(name => ({ label: titleOfDimension(name), numeric: false })),
      ...names.map(() => ({ label: '', numeric: false })),
      { label: by.length === 0 ? panelTexts.value : definition.title, numeric: true },
      ...(shares
        ? [
            { label: panelTexts.part, numeric: true },
            { label: panelTexts.whole, numeric: true },
          ]
        : []),
      ...(adds ? [{ label: panelTexts.share, numeric: true }] : []),
      ...(compared ? [{ label: panelTexts.before, numeric: true }] : []),
    ],
    rows: rows.map((row, index) => {
      const bucket = buckets.find(one => one.period === row.period)
      const period =
        grain === null ? [] : [bucket === undefined ? String(row.period) : format.period(bucket, grain)]
      const label = [...period, ...namesOf(row), ...names].join(' · ')
      const mark: Mark = {
        label,
        value: textOf(row, input),
        where: whereOf(row, by),
        span: bucket === undefined ? null : { from: bucket.from, to: bucket.to },
      }
      return {
        key: `${index} ${label}`,
        cells: [
          ...period,
          ...namesOf(row),
          ...names,
          textOf(row, input),
          ...(shares ? [whole(row.numerator), whole(row.denominator)] : []),
          ...(adds ? [row.value === null ? '–' : format.share(total === 0 ? 0 : row.value / total)] : []),
          ...(compared ? [write(row.previous)] : []),
        ],
        note: null,
        mark: row.withheld || row.other ? null : mark,
      }
    }),
  }

  function namesOf(row: MetricRow): string[] {
    return by.map((name, index) =>
      row.other ? (index === 0 ? panelTexts.others : '') : nameOf(name, row[name], format),
    )
  }

  function whole(value: number | undefined): string {
    return value === undefined ? '–' : format.count(value)
  }
}
