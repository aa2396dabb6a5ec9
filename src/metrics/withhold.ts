import type { MetricRow } from './run.ts'

/** A row as it is counted, with how many people it is about. */
export type CountedRow = MetricRow & { readonly people?: number }

/**
 * Withholds the numbers of groups of fewer than `minimum` people, and of so many others, the smallest first, that those withheld
 * are together no fewer: otherwise one group's number would be the whole less the others'.
 */
export function withholdSmall(rows: readonly CountedRow[], minimum: number): MetricRow[] {
  const periods = new Map<string | undefined, CountedRow[]>()
  for (const row of rows) periods.set(row.period, [...(periods.get(row.period) ?? []), row])
  const withheld = new Set([...periods.values()].flatMap(parts => tooSmall(parts, minimum)))
  return rows.map(row => {
    const { people: _people, ...shown } = row
    if (!withheld.has(row)) return shown
    const { numerator: _numerator, denominator: _denominator, ...rest } = shown
    return { ...rest, value: null, withheld: true }
  })
}

function tooSmall(parts: readonly CountedRow[], minimum: number): CountedRow[] {
  const bySize = parts.map(row => ({ row, people: row.people ?? 0 })).sort((a, b) => a.people - b.people)
  const small: CountedRow[] = []
  let people = 0
  for (const part of bySize) {
    if (part.people >= minimum && (small.length === 0 || people >= minimum)) break
    small.push(part.row)
    people += part.people
  }
  return small
}
