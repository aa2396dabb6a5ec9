import { resolve } from 'node:path'
import { z } from 'zod'
import type { Config } from '../config/config.ts'
import { MINIMUM_GROUP } from '../metrics/run.ts'
import { type MetricSettings, metricSettings } from '../metrics/settings.ts'

const shape = {
  /** A folder with dashboards of one's own, beside `debrief.yaml`. */
  dashboards: z.string().trim().min(1).optional(),
  /** What happened on a day, drawn into every chart over time. */
  annotations: z
    .array(
      z.strictObject({
        day: z.iso.date('must be a day, such as 2026-08-31'),
        text: z.string().trim().min(1).max(200),
      }),
    )
    .default([]),
  /** Whether the overview is answered before somebody opens it. */
  warm_up: z.boolean().default(true),
}

/** What `debrief.yaml` says of dashboards, and of the numbers on them. Folders are whole paths. */
export type DashboardSettings = MetricSettings &
  Readonly<z.infer<z.ZodObject<typeof shape>>> & {
    readonly time_zone: string
    readonly minimum_group: number
  }

/** @throws ConfigError that lists everything wrong with it, each with its line */
export function dashboardSettings(config: Config): DashboardSettings {
  const { dashboards, annotations, warm_up } = config.sections(shape)
  const { time_zone = 'UTC', minimum_group = MINIMUM_GROUP, ...counting } = metricSettings(config)
  return {
    ...counting,
    time_zone,
    minimum_group,
    annotations,
    warm_up,
    ...(dashboards === undefined ? {} : { dashboards: resolve(config.folder, dashboards) }),
  }
}
