import { useLocation } from '../routing/location.ts'
import type { Params } from '../routing/match.ts'
import { Dashboard } from './Dashboard.tsx'
import { dashboardAt } from './dashboard-at.ts'

/** The overview, a theme or somebody's own dashboard. */
export default function ThemePage({ params }: { params: Params }) {
  const { path } = useLocation()
  return <Dashboard id={dashboardAt(path, params)} />
}
