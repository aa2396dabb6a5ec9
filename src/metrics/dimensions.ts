import { type Metric, MetricError } from './definition.ts'

/** What is known of a person at the time something happened, from `debrief people import`. */
const OF_PEOPLE = ['department', 'location', 'country', 'role', 'manager', 'tester'] as const

/** When something happened, by the clocks of the time zone asked for. */
const OF_TIME: Readonly<Record<string, string>> = {
  hour: 'toHour(time, {tz:String})',
  weekday: 'toDayOfWeek(time, 0, {tz:String})',
  hour_of_week: '(toDayOfWeek(time, 0, {tz:String}) - 1) * 24 + toHour(time, {tz:String})',
}

/** Where a dimension that is no column of a metric comes from. */
interface Source {
  readonly join: string
  readonly columns: Readonly<Record<string, string>>
}

/** Joins to the metric's rows, `counted`. Each adds nothing but columns; names that both sides have would be renamed. */
const SOURCES: readonly Source[] = [
  {
    join: `ASOF LEFT JOIN (SELECT user_id AS person_id, valid_from, ${OF_PEOPLE.join(', ')} FROM people FINAL) AS person
  ON person.person_id = counted.user_id AND person.valid_from <= counted.time`,
    columns: Object.fromEntries(OF_PEOPLE.map(name => [name, `person.${name}`])),
  },
  {
    join: 'LEFT JOIN (SELECT id AS known_id, user_preferred_language FROM users FINAL) AS known ON known.known_id = counted.user_id',
    columns: { language: 'known.user_preferred_language' },
  },
  {
    join: `LEFT JOIN (
    SELECT user_id AS habit_id, uniqExact(toDate(time, {tz:String})) AS days FROM turn_facts FINAL
    WHERE time >= {to:DateTime64(3, 'UTC')} - toIntervalDay({look_back_days:UInt32}) AND time < {to:DateTime64(3, 'UTC')}
    GROUP BY habit_id
  ) AS habit ON habit.habit_id = counted.user_id`,
    columns: {
      segment: `multiIf(ifNull(habit.days, 0) >= {power_days:UInt32}, 'power', ifNull(habit.days, 0) >= {habitual_days:UInt32}, 'habitual',
      ifNull(habit.days, 0) > 0, 'occasional', 'lapsed')`,
    },
  },
]

/** Dimensions of people: results cut by them can be about few, who must not be recognised. */
export const PEOPLE_DIMENSIONS: readonly string[] = SOURCES.flatMap(source => Object.keys(source.columns))
export const TIME_DIMENSIONS: readonly string[] = Object.keys(OF_TIME)

/** Everything a metric can be cut by: its own columns, when it was, and who it was. */
export function dimensionsOf(metric: Metric): readonly string[] {
  return [...new Set([...metric.dimensions, ...TIME_DIMENSIONS, ...(metric.people ? PEOPLE_DIMENSIONS : [])])]
}

/** @throws MetricError when the metric cannot be cut by one of them */
export function checkDimensions(metric: Metric, names: readonly string[]): void {
  const possible = dimensionsOf(metric)
  for (const name of names)
    if (!possible.includes(name))
      throw new MetricError(
        `${metric.id} cannot be cut by "${name}"; it can be cut by ${possible.join(', ')}.`,
      )
}

/** A metric's rows with the columns that `names` need beside its own, as a subquery. */
export function rowsWith(metric: Metric, names: readonly string[]): string {
  const foreign = names.filter(name => !metric.dimensions.includes(name))
  const sources = SOURCES.filter(source => foreign.some(name => name in source.columns))
  const columns = foreign.flatMap(name => {
    const column = OF_TIME[name] ?? sources.map(source => source.columns[name]).find(Boolean)
    return column ? [`${column} AS ${name}`] : []
  })
  if (columns.length === 0) return `(\n${metric.sql}\n)`
  return [
    `(SELECT counted.*, ${columns.join(', ')}`,
    `FROM (\n${metric.sql}\n) AS counted`,
    ...sources.map(source => source.join),
    ')',
  ].join('\n')
}
