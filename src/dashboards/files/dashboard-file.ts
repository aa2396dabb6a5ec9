import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import type { Metric } from '../../metrics/definition.ts'
import type { Dashboard } from './dashboard.ts'
import { type ReadDashboard, readDashboard } from './read-dashboard.ts'

/** How the name of a dashboard’s file ends. */
export const ENDINGS: readonly string[] = ['.yaml', '.yml']

/** Dashboards that were read, and what is wrong with files that could not be. */
export interface FoundDashboards {
  readonly dashboards: readonly Dashboard[]
  /** Each as `file:line: what`. */
  readonly problems: readonly string[]
}

/**
 * Reads one file.
 *
 * @param name what it is called in messages
 * @throws Error of the system when it cannot be read
 */
export function readDashboardFile(
  path: string,
  name: string,
  { own, library }: { own: (id: string) => boolean; library: ReadonlyMap<string, Metric> },
): ReadDashboard {
  const id = basename(path, extname(path))
  return readDashboard(name, readFileSync(path, 'utf8'), { id, own: own(id), library })
}

/** The files of dashboards in a folder, by name. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter(file => ENDINGS.includes(extname(file)))
    .sort()
}

/**
 * Reads files, and all of folders, wherever they are: as dashboards of one’s own.
 *
 * @throws Error of the system when one cannot be read
 */
export function readDashboardFiles(
  paths: readonly string[],
  library: ReadonlyMap<string, Metric>,
): FoundDashboards {
  const files = paths.flatMap(path =>
    statSync(path).isDirectory() ? filesIn(path).map(file => join(path, file)) : [path],
  )
  return gathered(
    files.map(path =>
      ENDINGS.includes(extname(path))
        ? readDashboardFile(path, path, { own: () => true, library })
        : { problems: [`${path}:1: no server would show it: its name must end in ${ENDINGS.join(' or ')}`] },
    ),
  )
}

export function gathered(read: readonly ReadDashboard[]): FoundDashboards {
  return {
    dashboards: read.flatMap(({ dashboard }) => dashboard ?? []),
    problems: read.flatMap(({ problems }) => problems),
  }
}
