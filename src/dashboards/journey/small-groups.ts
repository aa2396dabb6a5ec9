import { isOfPeople } from '../../metrics/dimensions.ts'
import { withholdSmall } from '../../metrics/withhold.ts'
import type { Asked } from '../asked.ts'
import type { DashboardSettings } from '../settings.ts'

/** Whether what is asked for is narrowed by what is known of people, so that a part of it may be about few of them. */
export const isAboutPeople = ({ filters }: Asked): boolean => Object.keys(filters).some(isOfPeople)

/**
 * The rows that may be shown of an answer narrowed by what is known of people, and how many may not: those about too few,
 * and so many others that nobody can tell them from the sum.
 */
export function shownRows<Row extends { readonly people: number }>(
  rows: readonly Row[],
  asked: Asked,
  settings: DashboardSettings,
): { readonly rows: readonly Row[]; readonly withheld: number } {
  if (!isAboutPeople(asked)) return { rows, withheld: 0 }
  const judged = withholdSmall(
    rows.map(({ people }) => ({ value: 0, people })),
    settings.minimum_group,
  )
  const shown = rows.filter((_, i) => !judged[i]?.withheld)
  return { rows: shown, withheld: rows.length - shown.length }
}
