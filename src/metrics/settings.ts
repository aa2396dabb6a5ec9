import { resolve } from 'node:path'
import { z } from 'zod'
import { Config } from '../config/config.ts'
import { businessHours, businessParameters } from './business-hours.ts'
import { checkZone } from './calendar.ts'
import { checkParameters } from './parameters.ts'

const shape = {
  /** Time zone of days, weeks and hours. */
  time_zone: z.string().optional(),
  /** Results about fewer people are withheld. */
  minimum_group: z.int().min(1).optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).default({}),
  /** When the company works; it becomes parameters. */
  business_hours: businessHours.optional(),
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
}

/** What a company says once for all its metrics, in `debrief.yaml`. */
export type MetricSettings = Readonly<Omit<z.infer<z.ZodObject<typeof shape>>, 'business_hours'>>

/**
 * What `debrief.yaml` says of metrics. `metrics` is a whole path.
 *
 * @throws ConfigError that lists everything wrong with it, each with its line
 */
export function metricSettings(config: Config): MetricSettings {
  const read = config.sections(shape, ({ parameters, time_zone }, note) => {
    for (const [name, value] of Object.entries(parameters))
      noting(['parameters', name], () => checkParameters({ [name]: value }))
    if (time_zone !== undefined) noting(['time_zone'], () => checkZone(time_zone))

    function noting(path: string[], check: () => void): void {
      try {
        check()
      } catch (error) {
        note(path, (error as Error).message)
      }
    }
  })
  const { business_hours, metrics, ...settings } = read
  return {
    ...settings,
    parameters: { ...businessParameters(business_hours), ...settings.parameters },
    ...(metrics === undefined ? {} : { metrics: resolve(config.folder, metrics) }),
  }
}

/**
 * Reads them. Without a path, from `debrief.yaml` in the current folder, if there is one.
 *
 * @throws ConfigError when the file cannot be read or is wrong
 */
export function readSettings(path?: string): MetricSettings {
  return metricSettings(Config.read(path))
}
