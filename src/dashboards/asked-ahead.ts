import type { FastifyRequest } from 'fastify'
import type { Dashboards } from './context.ts'
import type { DashboardFiles } from './files/dashboard-files.ts'
import type { Door } from './sign-in/door.ts'
import { figurePaths } from './warm/figure-paths.ts'
import { openedOverview } from './warm/opened-overview.ts'

/** What every page with filters asks before anything else, and the overview how it is drawn. */
const FIRST = ['/api/session', '/api/store', '/api/metrics', '/api/dashboards/overview']

/** The addresses that a page will ask, when it is given out; none where nobody knows. Never fails. */
export type AskedAhead = (request: FastifyRequest) => Promise<readonly string[]>

/**
 * Knows what the overview will ask, so that a browser can ask it while it still reads the program. Without any choice in the address that
 * is its first figure, too; more of them would take a small machine from the program. Whoever is not signed in is told nothing.
 */
export function askedAhead(dashboards: Dashboards, files: DashboardFiles, door: Door): AskedAhead {
  return async request => {
    if (!/^\/(\?|$)/.test(request.url)) return []
    try {
      const viewer = await door.viewer(request)
      if (!viewer?.rights.includes('numbers')) return []
      const opened = request.url === '/' ? await openedOverview(dashboards, files) : undefined
      return [...FIRST, ...(opened ? figurePaths(opened.overview, opened.view, opened.zone).slice(0, 1) : [])]
    } catch {
      // The page says itself what is wrong when it asks.
      return []
    }
  }
}
