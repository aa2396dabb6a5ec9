import { Cron } from 'croner'
import { z } from 'zod'
import type { Config } from '../config/config.ts'
import type { Entity } from '../schema/attribute.ts'
import { entities as allEntities, type EntityName, entityNames, findEntity } from '../schema/entities.ts'

const shape = {
  time_zone: z.string().optional(),
  schedules: z
    .array(
      z.strictObject({
        source: z.string(),
        cron: z.string(),
        time_zone: z.string().optional(),
        entities: z
          .array(z.enum(entityNames as [EntityName, ...EntityName[]]))
          .min(1)
          .optional(),
      }),
    )
    .default([]),
}

/** When a source is synced by itself. */
export class Schedule {
  /** The source’s name. */
  readonly source: string
  readonly cron: string
  readonly timeZone: string
  /** Which entities; in the schema’s order. */
  readonly entities: readonly Entity[]
  readonly #times: Cron

  /** @throws Error for an expression or a time zone that there is not */
  constructor(source: string, cron: string, timeZone = 'UTC', entities: readonly Entity[] = allEntities) {
    this.source = source
    this.cron = cron
    this.timeZone = timeZone
    this.entities = entities
    this.#times = new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true })
  }

  /** The first time after a moment, in milliseconds since 1970; undefined when there is none. */
  next(after: number): number | undefined {
    return this.#times.nextRun(new Date(after))?.getTime()
  }

  /** The last time up to a moment. */
  last(until: number): number | undefined {
    return this.#times.previousRuns(1, new Date(until + 1))[0]?.getTime()
  }
}

/**
 * The schedules of `debrief.yaml`. Their time zone is their own, else that of the file, else UTC.
 *
 * @throws ConfigError that lists everything wrong with them, each with its line
 */
export function schedulesOf(config: Config): Schedule[] {
  const read = config.sections(shape, ({ schedules, time_zone }, note) => {
    if (schedules.length > 0 && time_zone !== undefined && !isTimeZone(time_zone))
      note(['time_zone'], noTimeZone(time_zone))
    schedules.forEach(({ cron, time_zone: own }, i) => {
      if (own !== undefined && !isTimeZone(own)) note(['schedules', i, 'time_zone'], noTimeZone(own))
      const zone = [own, time_zone].find(one => one !== undefined && isTimeZone(one)) ?? 'UTC'
      try {
        if (new Schedule('', cron, zone).next(Date.now()) === undefined)
          note(['schedules', i, 'cron'], `"${cron}" never comes`)
      } catch (error) {
        note(
          ['schedules', i, 'cron'],
          `"${cron}" is no cron expression of five parts, such as "30 5,17 * * *": ${(error as Error).message}`,
        )
      }
    })
  })
  return read.schedules.map(
    ({ source, cron, time_zone, entities }) =>
      new Schedule(
        source,
        cron,
        time_zone ?? read.time_zone,
        entities && allEntities.filter(({ name }) => entities.some(one => findEntity(one)!.name === name)),
      ),
  )
}

const noTimeZone = (name: string): string =>
  `"${name}" is not a time zone; it must be a name such as Europe/Zurich or UTC.`

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
