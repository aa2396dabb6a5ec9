import type { Dashboards } from '../context.ts'
import type { Dashboard } from '../files/dashboard.ts'
import type { DashboardFiles } from '../files/dashboard-files.ts'
import { storeSummary } from '../store-summary.ts'
import { type FirstView, firstView } from './first-view.ts'

/** The overview as it is opened without any choice. */
export interface OpenedOverview {
  readonly overview: Dashboard
  readonly view: FirstView
  /** The server’s time zone, whose days are shown. */
  readonly zone: string
  /** All dashboards, the overview among them. */
  readonly all: readonly Dashboard[]
}

/** @returns undefined when the store holds nothing */
export async function openedOverview(
  { engine, database, settings }: Dashboards,
  files: DashboardFiles,
): Promise<OpenedOverview | undefined> {
  const zone = settings.time_zone
  const view = firstView(await storeSummary(engine, database), zone)
  const { dashboards: all } = files.all()
  const overview = all.find(({ id }) => id === 'overview')
  return view && overview && { overview, view, zone, all }
}
