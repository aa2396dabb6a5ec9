import type { ParameterValue } from '../store/engine.ts'
import type { Metric } from './definition.ts'
import { PEOPLE_DIMENSIONS, TIME_DIMENSIONS } from './dimensions.ts'
import { METRIC_SETTINGS, metricQuery, type Question, rowsQuery } from './query.ts'
import type { MetricSettings } from './settings.ts'
import { unsummarised } from './summary.ts'

/** A view that is to be in the store. */
export interface View {
  readonly name: string
  readonly sql: string
  /** What it is, in words; its columns' comments follow from their names. */
  readonly comment: string
  /** Whether it is asked with `(from='…', to='…')`. */
  readonly parameterised: boolean
}

/** Facts and what is known of people, without what only their upkeep needs. */
const FACTS: readonly View[] = [
  ['turn', 'One row for each thing a person said or did', 'facts_time, is_deleted'],
  ['call', 'One row for each plugin call', 'facts_time, is_deleted'],
  ['conversation', 'One row for each conversation', 'facts_time, is_deleted'],
  ['resource', 'One row for what each call brought within a quarter of an hour', 'facts_time, is_deleted'],
  ['use', 'How often each resource was brought within a quarter of an hour', 'facts_time, is_deleted'],
].map(([kind, comment, except]) => ({
  name: `fact_${kind}s`,
  sql: `SELECT * EXCEPT (${except}) FROM ${kind}_facts FINAL`,
  comment: comment!,
  parameterised: false,
}))

const ARTICLES: View = {
  name: 'fact_articles',
  sql: 'SELECT * FROM articles FINAL',
  comment: 'Resources by the keys that fact_resources has, as they were called last',
  parameterised: false,
}

const FORMS: View = {
  name: 'fact_forms',
  sql: 'SELECT * FROM forms FINAL',
  comment: 'Forms by the keys that fact_turns and fact_conversations have',
  parameterised: false,
}

const PEOPLE: View = {
  name: 'fact_people',
  sql: 'SELECT * EXCEPT (imported_time) FROM people FINAL',
  comment: 'What is known of people, one row for each state; the year 1970 means always',
  parameterised: false,
}

/** `segment` is about the end of a period, and views of rows have none. */
const CUTS = [...TIME_DIMENSIONS, ...PEOPLE_DIMENSIONS.filter(name => name !== 'segment')]

/**
 * The views of a metric: the number, `metric_<id>(from='2026-08-01', to='2026-09-01')`; the number by day, with its parts where they add
 * up, `metric_<id>_daily`; and the rows behind it, `metric_<id>_rows`. Of a metric whose rows depend on the period all three take it.
 *
 * What `debrief.yaml` says of metrics is in them: the time zone, parameters, and who does not count.
 */
export function viewsOf(metric: Metric, settings: MetricSettings): readonly View[] {
  const tz = settings.time_zone ?? 'UTC'
  const always: Question = {
    from: '1971-01-01',
    to: '2200-01-01',
    tz,
    parameters: settings.parameters,
    ...(settings.exclude ? { exclude: settings.exclude } : {}),
  }
  const own = metric.dimensions.filter(name => !metric.by.includes(name))
  // Whoever reads it may ask for any instants.
  const number = metricQuery(unsummarised(metric), always)
  const daily = metricQuery(metric, {
    ...always,
    grain: 'day',
    by: metric.adds_up ? [...metric.by, ...own] : metric.by,
  })
  const cuts = CUTS.filter(name => metric.people || TIME_DIMENSIONS.includes(name))
  const behind = rowsQuery(metric, always, cuts, from => ['SELECT *', from])
  const name = `metric_${metric.id}`
  const adding = metric.adds_up ? 'its parts add up' : 'days and parts do not add up'
  return [
    { name, ...number, comment: `${metric.title}. ${metric.sentence}`, parameterised: true },
    {
      name: `${name}_daily`,
      ...daily,
      sql: `SELECT period AS day, * EXCEPT (period) FROM (\n${daily.sql}\n)`,
      comment: `${metric.title} by day (${tz}); ${adding}. ${metric.sentence}`,
      parameterised: metric.whole_period,
    },
    {
      name: `${name}_rows`,
      ...behind,
      comment: `${metric.title}: ${metric.grain}. ${metric.sentence}`,
      parameterised: metric.whole_period,
    },
  ].map(({ params, ...view }) => ({
    ...view,
    sql: `${written(view.sql, view.parameterised ? { ...params, ...period(tz) } : params)}\n${SETTINGS}`,
  }))
}

/** Everything a company's views are made of: of each metric, of the facts, and of what is known of people. */
export function allViews(library: ReadonlyMap<string, Metric>, settings: MetricSettings): readonly View[] {
  return [
    ...FACTS,
    ARTICLES,
    FORMS,
    PEOPLE,
    ...[...library.values()].flatMap(metric => viewsOf(metric, settings)),
  ]
}

/** Views take nothing from who reads them. */
const SETTINGS = `SETTINGS ${Object.entries(METRIC_SETTINGS)
  .map(([name, value]) => `${name} = ${value}`)
  .join(', ')}`

/** The ends of a period as a view is given them: dates, which are days of the zone, or instants. */
const period = (tz: string): { readonly [name: string]: { readonly sql: string } } =>
  Object.fromEntries(
    ['from', 'to'].map(end => [
      end,
      { sql: `toTimeZone(parseDateTime64BestEffort({${end}:String}, 3, ${literal(tz)}), 'UTC')` },
    ]),
  )

/** A query with its values written into it. */
function written(
  sql: string,
  params: { readonly [name: string]: ParameterValue | { readonly sql: string } },
): string {
  return sql.replace(/\{([a-z_0-9]+):([^{}]+)\}/g, (_, name: string, type: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`A view needs a value for {${name}:${type}}.`)
    if (typeof value === 'object' && value !== null && 'sql' in value) return value.sql
    if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]::${type}`
    return `${literal(String(value))}::${type}`
  })
}

/** A text as SQL writes it. */
const literal = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`
