import { type Metric, MetricError } from './definition.ts'

/** What is known of a person at the time something happened, from `debrief people import`. */
const OF_PEOPLE = ['department', 'location', 'country', 'role', 'manager', 'tester'] as const

const BUSINESS_ZONE = "if({business_zone:String} = '', {tz:String}, {business_zone:String})"

/** When something happened, by the clocks of the time zone asked for. */
const OF_TIME: Readonly<Record<string, string>> = {
  hour: 'toHour(time, {tz:String})',
  weekday: 'toDayOfWeek(time, 0, {tz:String})',
  hour_of_week: '(toDayOfWeek(time, 0, {tz:String}) - 1) * 24 + toHour(time, {tz:String})',
  business_hours: `if(
      has({business_days:Array(String)}, lower(dateName('weekday', time, ${BUSINESS_ZONE})))
      AND NOT has({business_holidays:Array(String)}, toString(toDate(time, ${BUSINESS_ZONE})))
      AND formatDateTime(time, '%H:%i', ${BUSINESS_ZONE}) >= {business_from:String}
      AND formatDateTime(time, '%H:%i', ${BUSINESS_ZONE}) < {business_to:String}, 'in', 'out')`,
}

/** Where a dimension that is no column of a metric comes from. */
interface Source {
  /** @param person SQL of the number that stands for the person of a row of `counted` */
  readonly join: (person: string) => string
  readonly columns: Readonly<Record<string, string>>
}

/**
 * SQL of a number that stands for the person of a row: millions of rows are sooner found and counted by it than by texts. Rows of
 * facts have it, beside the id; where a metric has the id only, it is made.
 *
 * @param rows what the rows are called
 */
export const personKey = ({ sql }: Metric, rows = ''): string =>
  /\buser_id, user_key\b|\bAS user_key\b/.test(sql) ? `${rows}user_key` : `xxh3(${rows}user_id)`

/** People as they were known when something happened. */
const PERSON = (
  person: string,
): string => `ASOF LEFT JOIN (SELECT xxh3(user_id) AS person_key, valid_from, ${OF_PEOPLE.join(', ')}, attributes FROM people FINAL) AS person
  ON person.person_key = ${person} AND person.valid_from <= counted.time`

/** Joins to the metric's rows, `counted`. Each adds nothing but columns; names that both sides have would be renamed. */
const SOURCES: readonly Source[] = [
  { join: PERSON, columns: Object.fromEntries(OF_PEOPLE.map(name => [name, `person.${name}`])) },
  {
    join: person =>
      `LEFT JOIN (SELECT xxh3(id) AS known_key, user_preferred_language FROM users FINAL) AS known ON known.known_key = ${person}`,
    columns: { language: 'known.user_preferred_language' },
  },
  {
    join: person => `LEFT JOIN (
    SELECT user_key AS habit_key, uniqExact(toDate(time, {tz:String})) AS habit_days FROM turn_facts FINAL
    WHERE time >= {to:DateTime64(3, 'UTC')} - toIntervalDay({look_back_days:UInt32}) AND time < {to:DateTime64(3, 'UTC')}
    GROUP BY habit_key
  ) AS habit ON habit.habit_key = ${person}`,
    columns: {
      segment: `multiIf(ifNull(habit.habit_days, 0) >= {power_days:UInt32}, 'power', ifNull(habit.habit_days, 0) >= {habitual_days:UInt32}, 'habitual',
      ifNull(habit.habit_days, 0) > 0, 'occasional', 'lapsed')`,
    },
  },
]

/** Dimensions of people that every company has. */
export const PEOPLE_DIMENSIONS: readonly string[] = SOURCES.flatMap(source => Object.keys(source.columns))
export const TIME_DIMENSIONS: readonly string[] = Object.keys(OF_TIME)

/** A dimension of people that the company's own file has: `attribute.cost_centre`. It becomes the name of a column. */
const ATTRIBUTE = /^attribute\.([^`\\\p{Cc}]{1,100})$/u

/** The name of the company's attribute of people that a dimension stands for, if it does. */
export const attributeOf = (dimension: string): string | undefined => ATTRIBUTE.exec(dimension)?.[1]

/** Whether a dimension tells of people: results cut by it can be about few, who must not be recognised. */
export const isOfPeople = (dimension: string): boolean =>
  PEOPLE_DIMENSIONS.includes(dimension) || attributeOf(dimension) !== undefined

/**
 * Everything a metric can be cut by: its own columns, when it was, and who it was. Metrics of people can be cut by the company's
 * own attributes as well.
 */
export function dimensionsOf(metric: Metric): readonly string[] {
  return [...new Set([...metric.dimensions, ...TIME_DIMENSIONS, ...(metric.people ? PEOPLE_DIMENSIONS : [])])]
}

function canBeCutBy(metric: Metric, name: string): boolean {
  return dimensionsOf(metric).includes(name) || (metric.people && attributeOf(name) !== undefined)
}

/** @throws MetricError when the metric cannot be cut by one of them */
export function checkDimensions(metric: Metric, names: readonly string[]): void {
  for (const name of names)
    if (!canBeCutBy(metric, name))
      throw new MetricError(
        `${metric.id} cannot be cut by "${name}"; it can be cut by ${dimensionsOf(metric).join(', ')}${
          metric.people ? ', and by attribute.<name> of people' : ''
        }.`,
      )
}

/** The values of a dimension that count, or, as `not`, those that do not; `none` stands for having no value. */
export type Choice = readonly string[] | { readonly not: readonly string[] }

/** What counts, by dimension. */
export interface Filters {
  readonly [dimension: string]: Choice
}

/** Whether a choice leaves values out. What it does not name counts, no value too. */
export const isExclusion = (choice: Choice): choice is { readonly not: readonly string[] } => 'not' in choice

/** The values a choice names, whether they alone count or all others. */
export const namedIn = (choice: Choice): readonly string[] => (isExclusion(choice) ? choice.not : choice)

/**
 * What of a set of filters a metric can take, so that one set can be put to every metric.
 *
 * @returns the filters it can take, and the dimensions of those it cannot
 */
export function applicable(metric: Metric, where: Filters): { applied: Filters; ignored: readonly string[] } {
  const possible = Object.entries(where).filter(([name]) => canBeCutBy(metric, name))
  return {
    applied: Object.fromEntries(possible),
    ignored: Object.keys(where).filter(name => !canBeCutBy(metric, name)),
  }
}

/** A dimension as SQL names its column. */
export const columnOf = (name: string): string => (attributeOf(name) === undefined ? name : `\`${name}\``)

const attributesAmong = (names: readonly string[]): readonly string[] =>
  names.filter(name => attributeOf(name) !== undefined)

/** What `rowsWith` the same names has to be given: the attributes' names. */
export function attributeParameters(names: readonly string[]): { readonly [name: string]: string } {
  return Object.fromEntries(attributesAmong(names).map((name, i) => [`attribute_${i}`, attributeOf(name)!]))
}

/** A metric's rows with the columns that `names` need beside its own, as a subquery. */
export function rowsWith(metric: Metric, names: readonly string[]): string {
  const foreign = names.filter(name => !metric.dimensions.includes(name))
  const attributes = attributesAmong(names)
  const sources = SOURCES.filter(
    ({ join, columns }) =>
      foreign.some(name => name in columns) || (join === PERSON && attributes.length > 0),
  )
  const columns = foreign.flatMap(name => {
    const own = attributes.indexOf(name)
    const column =
      own === -1
        ? (OF_TIME[name] ?? sources.map(source => source.columns[name]).find(Boolean))
        : `nullIf(person.attributes[{attribute_${own}:String}], '')`
    return column ? [`${column} AS ${columnOf(name)}`] : []
  })
  if (columns.length === 0) return `(\n${metric.sql}\n)`
  return [
    `(SELECT counted.*, ${columns.join(', ')}`,
    `FROM (\n${metric.sql}\n) AS counted`,
    ...sources.map(source => source.join(personKey(metric, 'counted.'))),
    ')',
  ].join('\n')
}
