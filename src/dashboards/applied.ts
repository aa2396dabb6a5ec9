import { ApiError } from '../api/errors.ts'
import type { Metric } from '../metrics/definition.ts'
import { applicable, attributeOf, dimensionsOf, type Filters, isExclusion } from '../metrics/dimensions.ts'
import type { Question } from '../metrics/run.ts'
import type { Asked } from './asked.ts'
import { didYouMean } from './nearest.ts'
import type { DashboardSettings } from './settings.ts'

/** Which of the filters that a page has took effect on a metric. */
export interface Applied {
  readonly filters: Asked['filters']
  /** Absent when the metric cannot tell system events from conversations of people. */
  readonly events?: Asked['events']
  readonly variant?: string
  /** What the metric cannot take: dimensions, `events`, `success`. */
  readonly ignored: readonly string[]
}

/**
 * The question to a metric that a page’s filters amount to. A page has one set of filters for metrics of all kinds, so that what
 * a metric cannot take is left out, and said.
 *
 * @param systemEvents types of system events there are; asked for when they alone are to count
 * @throws ApiError when a filter or a definition of success is one that no metric knows
 */
export async function applyFilters(
  metric: Metric,
  asked: Asked,
  context: {
    readonly settings: DashboardSettings
    readonly library: ReadonlyMap<string, Metric>
    readonly systemEvents: () => Promise<readonly string[]>
  },
): Promise<{ question: Question; applied: Applied }> {
  const { settings, library } = context
  checkNames(asked, library)
  const taken = applicable(metric, asked.filters)
  const ignored = [...taken.ignored]
  const where: { [dimension: string]: Filters[string] } = { ...taken.applied }

  const tellsEvents = dimensionsOf(metric).includes('system_event') && !isAboutEvents(metric)
  if (!tellsEvents && asked.events !== 'out') ignored.push('events')
  const named = where.system_event
  if (tellsEvents && asked.events !== 'in' && (named === undefined || isExclusion(named))) {
    const counted = asked.events === 'out' ? ['none'] : await context.systemEvents()
    where.system_event = counted.filter(event => !named?.not.includes(event))
  }

  const variant = asked.variant ?? successOf(metric, asked.success)
  if (asked.success !== undefined && variant !== asked.success) ignored.push('success')

  const { from, to, by, grain, tz, limit, order } = asked
  const parts = by ?? metric.by
  return {
    question: {
      from,
      to,
      tz,
      where,
      parameters: settings.parameters,
      ...(by ? { by } : {}),
      ...(grain ? { grain } : {}),
      ...(limit && parts.length > 0 ? { limit } : {}),
      ...(order ? { order } : {}),
      ...(variant ? { variant } : {}),
      ...(settings.exclude ? { exclude: settings.exclude } : {}),
    },
    applied: {
      filters: taken.applied,
      ...(tellsEvents ? { events: asked.events } : {}),
      ...(variant ? { variant } : {}),
      ignored,
    },
  }
}

/** Metrics of system events alone would have nothing left without them. */
function isAboutEvents(metric: Metric): boolean {
  return /\bsystem_event IS NOT NULL\b/.test(metric.sql)
}

/** Metrics that say how often people got what they wanted: their variants are the definitions of success. */
const OF_SUCCESS = ['deflection', 'conversation_resolution'] as const

/** Every definition of success: the names of the variants of deflection and of resolution. */
export function definitionsOfSuccess(library: ReadonlyMap<string, Metric>): readonly string[] {
  return [...new Set(OF_SUCCESS.flatMap(id => Object.keys(library.get(id)?.variants ?? {})))]
}

/** The variant of a metric that counts by a definition of success, if it has one. */
function successOf({ family, variants }: Metric, success: string | undefined): string | undefined {
  return success !== undefined && family === 'service' && success in variants ? success : undefined
}

function checkNames({ filters, success }: Asked, library: ReadonlyMap<string, Metric>): void {
  const known = new Set([...library.values()].flatMap(dimensionsOf))
  for (const name of Object.keys(filters))
    if (!known.has(name) && attributeOf(name) === undefined)
      throw new ApiError(
        400,
        'InvalidQuestion',
        `f.${name}: no metric can be cut by "${name}".${didYouMean(name, known)}`,
      )
  checkSuccess(success, library)
}

/** @throws ApiError when there is no such definition of success */
export function checkSuccess(success: string | undefined, library: ReadonlyMap<string, Metric>): void {
  const definitions = definitionsOfSuccess(library)
  if (success !== undefined && !definitions.includes(success))
    throw new ApiError(
      400,
      'InvalidQuestion',
      `success is "${success}"; it must be one of ${definitions.join(', ')}.`,
    )
}
