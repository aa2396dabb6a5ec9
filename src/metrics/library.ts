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
    : new Map([...library, ...readFolder(own, library)].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Metrics that are like another are read after all that stand by themselves, of the folder and of `others`. */
function readFolder(folder: string, others: ReadonlyMap<string, Metric> = new Map()): Map<string, Metric> {
  const mistakes: string[] = []
  const found = new Map<string, Metric>()
  const read = ([id, file]: readonly [string, string]): void => {
    try {
      found.set(
        id,
        readMetric(id, file, model => found.get(model) ?? others.get(model)),
      )
    } catch (error) {
      if (!(error instanceof MetricError)) throw error
      mistakes.push(error.message)
    }
  }
  const files = readdirSync(folder)
    .filter(name => name.endsWith('.sql'))
    .sort()
    .map(name => [name.slice(0, -'.sql'.length), readFileSync(join(folder, name), 'utf8')] as const)
  const alike = files.filter(([, file]) => LIKE.test(file))
  for (const file of files) if (!alike.includes(file)) read(file)
  for (const file of alike) read(file)
  if (mistakes.length > 0) throw new MetricError(mistakes.join('\n'))
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** In the header of a metric that is like another. */
const LIKE = /^like:/m

/** @throws MetricError when there is no metric of that id */
export function metric(id: string, own?: string): Metric {
  const all = metrics(own)
  const found = all.get(id)
  if (!found) throw new MetricError(`There is no metric "${id}"; there are ${[...all.keys()].join(', ')}.`)
  return found
}
