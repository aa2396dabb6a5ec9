import type { Asked } from '../asked.ts'
import type { Dashboards } from '../context.ts'
import type { Dashboard } from '../files/dashboard.ts'
import { findDrops } from './adoption.ts'
import { findChanges } from './changes.ts'
import type { Finding } from './finding.ts'
import { findGaps } from './gaps.ts'
import { lookAt } from './look.ts'
import { findOutages } from './outages.ts'
import { findRecordProblems } from './record.ts'

/** More than this nobody reads. */
const MOST = 12

/** What is looked for on a dashboard that shows one of these metrics. */
const DETECTORS = [
  { find: findOutages, of: ['plugin_unsuccessful'] },
  { find: findGaps, of: ['knowledge_gaps', 'knowledge_gap_rate'] },
  { find: findDrops, of: ['adoption'] },
] as const

/**
 * What changed on a dashboard in a period and why it matters, the most important first: its figures against the period before,
 * with the part that moved them; outages, gaps and drops where it shows them; and what the data lacks.
 *
 * @param version the data that is looked at
 * @param all every dashboard, to send readers where more of it is
 */
export async function findFindings(
  dashboards: Dashboards,
  version: string,
  dashboard: Dashboard,
  asked: Asked,
  all: readonly Dashboard[],
): Promise<Finding[]> {
  const look = await lookAt(dashboards, version, asked)
  const pathOf = paths(dashboard, all)
  const shown = new Set(metricsOf(dashboard))
  if (!look.period) return findRecordProblems(look)
  const found = await Promise.all([
    findChanges(look, dashboard.figures, pathOf),
    ...DETECTORS.flatMap(({ find, of }) => (of.some(id => shown.has(id)) ? [find(look, pathOf)] : [])),
    findRecordProblems(look),
  ])
  return found
    .flat()
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST)
}

const metricsOf = ({ figures, sections }: Dashboard): string[] => [
  ...figures.map(({ metric }) => metric),
  ...sections.flatMap(({ panels }) => panels.map(({ metric }) => metric)),
]

/** Where there is most about a metric: on the overview’s themes, else on the page itself. */
function paths(dashboard: Dashboard, all: readonly Dashboard[]): (metric: string) => string {
  const own = dashboard.own ? `/d/${dashboard.id}` : dashboard.id === 'overview' ? '/' : `/${dashboard.id}`
  return metric => {
    if (dashboard.id !== 'overview') return own
    const theme = all.find(each => !each.own && each.id !== 'overview' && metricsOf(each).includes(metric))
    return theme ? `/${theme.id}` : own
  }
}
