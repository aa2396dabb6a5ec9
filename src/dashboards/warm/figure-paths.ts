import type { Dashboard } from '../files/dashboard.ts'
import type { FirstView } from './first-view.ts'
import { pageQuestions } from './page-questions.ts'

/**
 * The addresses at which the page of a dashboard asks for its figures when it is opened without any choice. A browser that has asked
 * for them already is given the answers if they are written alike, which a test watches over.
 *
 * @param zone the server's time zone, which is not said when it is UTC
 */
export function figurePaths(dashboard: Dashboard, view: FirstView, zone: string): string[] {
  return pageQuestions(dashboard, view)
    .metrics.slice(0, dashboard.figures.length)
    .map(({ metric, query: { from, to, ...query } }) => {
      const days = { from: from!, to: to!, ...(zone === 'UTC' ? {} : { tz: zone }) }
      return `/api/metrics/${encodeURIComponent(metric)}?${readable(new URLSearchParams({ ...days, ...query }))}`
    })
}

/** What a query may contain as it is. */
const readable = (params: URLSearchParams): string =>
  params.toString().replace(/%(2C|2F|3A|21|3B|7E)/g, decodeURIComponent)
