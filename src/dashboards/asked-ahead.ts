import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import type { Dashboards } from './context.ts'
import type { DashboardFiles } from './files/dashboard-files.ts'
import type { Door } from './sign-in/door.ts'
import { figurePaths } from './warm/figure-paths.ts'
import { type OpenedOverview, openedOverview } from './warm/opened-overview.ts'

/** What every page with filters asks before anything else, and the overview how it is drawn. */
const FIRST = ['/api/session', '/api/store', '/api/metrics', '/api/dashboards/overview']

/** So long a page is kept for what the overview shows now. */
const PATIENCE_MS = 40

/** The addresses that a page will ask, when it is given out; none where nobody knows. Never fails. */
export type AskedAhead = (request: FastifyRequest) => Promise<readonly string[]>

/**
 * Knows what the overview will ask, so that a browser can ask it while it still reads the program. Without any choice in the address that
 * is its first figure, too; more of them would take a small machine from the program. Whoever is not signed in is told nothing.
 *
 * Which days are shown is looked up from the beginning on: a page that has to wait for it says the figure of the days shown last.
 */
export function askedAhead(dashboards: Dashboards, files: DashboardFiles, door: Door): AskedAhead {
  let latest: OpenedOverview | undefined
  const look = async (): Promise<OpenedOverview | undefined> => {
    latest = await openedOverview(dashboards, files)
    return latest
  }
  look().catch(() => {})
  return async request => {
    if (!/^\/(\?|$)/.test(request.url)) return []
    try {
      const viewer = await door.viewer(request)
      if (!viewer?.rights.includes('numbers')) return []
      if (request.url !== '/') return FIRST
      const opened = await Promise.race([look(), sleep(PATIENCE_MS).then(() => latest)])
      return [...FIRST, ...(opened ? figurePaths(opened.overview, opened.view, opened.zone).slice(0, 1) : [])]
    } catch {
      // The page says itself what is wrong when it asks.
      return []
    }
  }
}
