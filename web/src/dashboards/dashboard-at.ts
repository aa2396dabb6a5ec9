import type { Params } from '../routing/match.ts'

/** Which dashboard is at a path: the overview, a theme or, by its id, somebody's own. */
export const dashboardAt = (path: string, { id }: Params): string =>
  id ?? (path === '/' ? 'overview' : path.slice(1))
