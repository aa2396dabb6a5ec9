import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { checkZone } from './calendar.ts'
import { MetricError } from './definition-error.ts'
import { checkParameters } from './parameters.ts'

const settings = z.strictObject({
  /** Time zone of days, weeks and hours. */
  time_zone: z.string().optional(),
  /** Results about fewer people are withheld. */
  minimum_group: z.int().min(1).optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).default({}),
  /** People who do not count. */
  exclude: z
    .strictObject({
      people: z.array(z.string()).default([]),
      domains: z.array(z.string()).default([]),
      testers: z.boolean().default(false),
    })
    .optional(),
  /** A folder with metrics of one's own, beside this file. */
  metrics: z.string().optional(),
})

/** What a company says once for all its metrics, in `debrief.yaml`. */
export type MetricSettings = Readonly<z.infer<typeof settings>>

/**
 * Reads `debrief.yaml`. Without a path, the one in the current folder, if there is one.
 *
 * @throws MetricError that lists everything wrong with it
 */
export function readSettings(path?: string): MetricSettings {
  const file = path ?? 'debrief.yaml'
  if (path === undefined && !existsSync(file)) return settings.parse({})
  let found: unknown
  try {
    found = parse(readFileSync(file, 'utf8')) ?? {}
  } catch (error) {
    throw new MetricError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  const read = settings.safeParse(found)
  if (!read.success) {
    const problems = read.error.issues.map(issue => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
    throw new MetricError(`${file} is wrong: ${problems.join('; ')}.`)
  }
  checkParameters(read.data.parameters)
  if (read.data.time_zone !== undefined) checkZone(read.data.time_zone)
  const { metrics } = read.data
  return metrics === undefined ? read.data : { ...read.data, metrics: resolve(dirname(file), metrics) }
}
