import { useLocation } from '../routing/location.ts'
import type { Params } from '../routing/match.ts'
import { Dashboard } from './Dashboard.tsx'

/** The overview, a theme or somebody's own dashboard: which, the path says. */
export default function ThemePage({ params }: { params: Params }) {
  const { path } = useLocation()
  return <Dashboard id={params.id ?? (path === '/' ? 'overview' : path.slice(1))} />
}
