import type { Format } from '../format/format.ts'
import { texts } from '../texts.ts'
import type { Panel, Part } from './model.ts'

/** Longer lists end in "others"; the table has them all. */
const MOST_PARTS = 8

interface Group {
  name: string
  value: number
  quiet: boolean
}

/** Conversations cut by one dimension, largest first. */
export function partsPanel(
  metric: 'conversations_by_route' | 'conversations_by_domain',
  dimension: 'route' | 'domain',
): Panel {
  const { columns, series } = texts.panels
  return {
    metric,
    days: 'counted',
    request: ({ span }) => ({ metric, ...span }),
    build: (rows, _context, format) => {
      const groups: Group[] = rows
        .map(row => ({
          name: row[dimension] == null ? texts.panels.none : String(row[dimension]),
          value: row.value ?? 0,
          quiet: row[dimension] == null,
        }))
        .sort((a, b) => b.value - a.value)
      const total = groups.reduce((sum, group) => sum + group.value, 0)
      const share = (value: number) => format.share(total === 0 ? 0 : value / total)
      return {
        empty: total === 0,
        footnotes: [],
        summary: summaryOf(groups, share),
        table: {
          columns: [
            { label: columns[dimension], numeric: false },
            { label: series.conversations, numeric: true },
            { label: columns.share, numeric: true },
          ],
          rows: groups.map(({ name, value }) => ({
            key: name,
            cells: [name, format.count(value), share(value)],
            note: null,
          })),
        },
        picture: { kind: 'parts', parts: partsOf(groups, share, format) },
      }
    },
  }
}

function partsOf(groups: Group[], share: (value: number) => string, format: Format): Part[] {
  const shown = groups.length > MOST_PARTS ? groups.slice(0, MOST_PARTS - 1) : groups
  const rest = groups.slice(shown.length)
  const others: Group[] =
    rest.length === 0
      ? []
      : [
          {
            name: texts.panels.other(format.count(rest.length)),
            value: rest.reduce((sum, group) => sum + group.value, 0),
            quiet: true,
          },
        ]
  const all = [...shown, ...others]
  const longest = Math.max(1, ...all.map(group => group.value))
  return all.map(({ name, value, quiet }) => ({
    name,
    value: format.count(value),
    share: share(value),
    length: value / longest,
    quiet,
  }))
}

function summaryOf(groups: Group[], share: (value: number) => string): string {
  const [first, second] = groups
  if (first === undefined) return texts.panels.empty
  const next = second === undefined ? '' : texts.panels.partsNext(second.name, share(second.value))
  return texts.panels.parts(first.name, share(first.value), next)
}
