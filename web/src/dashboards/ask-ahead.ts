import type { QueryClient } from '@tanstack/react-query'
import { dashboardQuery, metricQuery, storeQuery } from '../api/queries.ts'
import type { DashboardSpec } from '../api/types.ts'
import { numberOf, questionOf } from '../panels/question.ts'
import { countingOf } from '../state/counting.ts'
import { parseFilters } from '../state/filters.ts'

/** So long a dashboard waits for its first figure: drawn without it, and then with it, it would be drawn twice. */
const PATIENCE_MS = 50

/**
 * Asks how a dashboard is drawn, and for its first figure, which the browser may have already: the page names it in its header.
 *
 * @param search of the address, where the filters are
 */
export function askDashboardAhead(client: QueryClient, id: string, search: string): void {
  const ready = (spec: DashboardSpec): Promise<unknown> =>
    Promise.race([
      askFirstFigure(client, spec, search).catch(() => {}),
      new Promise(resolve => setTimeout(resolve, PATIENCE_MS)),
    ])
  void client.prefetchQuery(dashboardQuery(id, ready))
}

async function askFirstFigure(
  client: QueryClient,
  { figures }: DashboardSpec,
  search: string,
): Promise<void> {
  const store = await client.ensureQueryData(storeQuery)
  const [figure] = figures
  if (figure === undefined) return
  const counting = countingOf(parseFilters(search), store, new Date())
  const { path, context } = questionOf(numberOf(figure, ''), undefined, counting)
  await client.prefetchQuery(metricQuery(path, context, counting.version))
}
