import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Metric, MetricError, readMetric } from './definition.ts'

const LIBRARY = fileURLToPath(new URL('../../metrics/', import.meta.url))

let library: ReadonlyMap<string, Metric> | undefined

/**
 * Every metric that comes with Debrief, by id, from the package's `metrics` folder.
 *
 * @param own a folder with metrics of one's own; one with the id of ours takes its place
 * @throws MetricError that lists everything wrong with all of them
 */
export function metrics(own?: string): ReadonlyMap<string, Metric> {
  library ??= readFolder(LIBRARY)
  return own === undefined
    ? library
    : new Map([...library, ...readFolder(own)].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function readFolder(folder: string): Map<string, Metric> {
  const mistakes: string[] = []
  const found = new Map<string, Metric>()
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.sql')) continue
    const id = file.slice(0, -'.sql'.length)
    try {
      found.set(id, readMetric(id, readFileSync(join(folder, file), 'utf8')))
    } catch (error) {
      if (!(error instanceof MetricError)) throw error
      mistakes.push(error.message)
    }
  }
  if (mistakes.length > 0) throw new MetricError(mistakes.join('\n'))
  return found
}

/** @throws MetricError when there is no metric of that id */
export function metric(id: string, own?: string): Metric {
  const all = metrics(own)
  const found = all.get(id)
  if (!found) throw new MetricError(`There is no metric "${id}"; there are ${[...all.keys()].join(', ')}.`)
  return found
}
