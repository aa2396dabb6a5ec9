import { standardError } from '../../metrics/standard-error.ts'
import { between, type Finding } from './finding.ts'
import { type Look, theDaysBefore } from './look.ts'
import { count, part, share } from './words.ts'

const METRIC = 'adoption'

/** Several departments are looked at, so that one must stand out further than by two standard errors. */
const CERTAIN = 3
const LEAST_POINTS = 0.05

/** Departments in which fewer of those with access use the assistant than in the period before. */
export async function findDrops(look: Look, pathOf: (metric: string) => string): Promise<Finding[]> {
  const { before } = look
  if (!before || !look.knowsPeople) return []
  const by = ['department']
  const [now, then] = await Promise.all([
    look.count(METRIC, { by }),
    look.count(METRIC, { by, period: before }),
  ])
  return (now ?? []).flatMap((row): Finding[] => {
    const earlier = then?.find(({ department }) => department === row.department)
    if (typeof row.department !== 'string' || typeof row.value !== 'number') return []
    if (typeof earlier?.value !== 'number') return []
    const error = standardError('share', row, earlier)
    const drop = earlier.value - row.value
    if (error === null || drop < LEAST_POINTS || drop < CERTAIN * error) return []
    return [
      {
        kind: 'change',
        metric: METRIC,
        sentence: `Fewer people use the assistant in ${part('department', row.department)}: ${count(row.numerator ?? 0)} of the ${count(row.denominator ?? 0)} with access (${share(row.value)}), against ${count(earlier.numerator ?? 0)} in ${theDaysBefore(before)}.`,
        weight: between(0.45, 0.85, drop / 0.4),
        link: { path: pathOf(METRIC), filters: { department: [row.department] } },
      },
    ]
  })
}
