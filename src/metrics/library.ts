import { readdirSync, readFileSync } from 'node:fs'
import { type Metric, MetricError, readMetric } from './definition.ts'

const LIBRARY = new URL('../../metrics/', import.meta.url)

let library: ReadonlyMap<string, Metric> | undefined

/** Every metric that comes with Debrief, by id, from the package's `metrics` folder. */
export function metrics(): ReadonlyMap<string, Metric> {
  library ??= new Map(
    readdirSync(LIBRARY)
      .filter(file => file.endsWith('.sql'))
      .sort()
      .map(file => {
        const id = file.slice(0, -'.sql'.length)
        return [id, readMetric(id, readFileSync(new URL(file, LIBRARY), 'utf8'))]
      }),
  )
  return library
}

/** @throws MetricError when there is no metric of that id */
export function metric(id: string): Metric {
  const found = metrics().get(id)
  if (!found)
    throw new MetricError(`There is no metric "${id}"; there are ${[...metrics().keys()].join(', ')}.`)
  return found
}
