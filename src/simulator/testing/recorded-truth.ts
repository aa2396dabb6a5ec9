import type { Engine, Settings } from '../../store/engine.ts'
import { rows } from '../../store/engine.ts'
import type { Person } from '../people.ts'
import type { TruthDay, TruthSummary } from '../truth/truth.ts'
import { COUNTS, PEOPLE, VIEWS } from './recorded-sql.ts'

/** A number of the truth that the records of a store tell otherwise. */
export interface Difference {
  readonly measure: string
  /** Day, week or month; dimension, or `all`; value. */
  readonly part: string
  readonly truth: number
  readonly records: number
}

/** What a truth file says about days and longer periods. */
export type Truth = Pick<TruthSummary, 'weeks' | 'months' | 'whole' | 'latest_interaction'> & {
  readonly days: readonly TruthDay[]
}

const SETTINGS: Settings = {
  max_execution_time: 0,
  max_recursive_cte_evaluation_depth: 10_000,
  max_memory_usage: 12_000_000_000,
  join_use_nulls: 1,
}

/** How much was compared, and what differs. */
export interface Comparison {
  readonly measures: number
  readonly numbers: number
  readonly differences: readonly Difference[]
}

/**
 * Counts everything the records alone can tell by SQL over a store, and compares each number with the truth: by day and by every
 * dimension. Adds tables to the store.
 */
export async function compareWithRecords(
  engine: Engine,
  people: readonly Person[],
  truth: Truth,
): Promise<Comparison> {
  const run = (sql: string) => engine.run({ sql, settings: SETTINGS })
  await run(PEOPLE)
  await engine.insert({
    table: 'hr_people',
    columns: ['id', 'department', 'location', 'country', 'role', 'segment', 'tester'],
    format: 'JSONEachRow',
    data: Buffer.from(people.map(hrLine).join('\n')),
  })
  for (const view of VIEWS) await run(view)
  const differences: Difference[] = []
  let numbers = 0
  const compare = (
    measure: string,
    told: ReadonlyMap<string, number>,
    counted: ReadonlyMap<string, number>,
  ) => {
    numbers += told.size
    for (const part of new Set([...told.keys(), ...counted.keys()]))
      if (told.get(part) !== counted.get(part))
        differences.push({ measure, part, truth: told.get(part) ?? 0, records: counted.get(part) ?? 0 })
  }
  for (const { cut, measure, of, sum, where } of COUNTS) {
    const counted = await rows<Counted>(engine, { sql: countSql(of, cut, sum, where), settings: SETTINGS })
    compare(measure, toldBy(truth, measure, cut), new Map(counted.map(row => [row.part, Number(row.n)])))
  }
  for (const [measure, least] of [
    ['active_users', 1],
    ['retained_users', 2],
  ] as const)
    for (const [grain, told] of Object.entries(periodsOf(truth))) {
      const counted = await rows<Counted>(engine, { sql: distinctSql(grain, least), settings: SETTINGS })
      const expected = flattened(
        Object.entries(told).map(([name, measures]) => [name, measures[measure]] as const),
      )
      compare(`${measure} by ${grain}`, expected, new Map(counted.map(row => [row.part, Number(row.n)])))
    }
  const last = truth.days.at(-1)
  if (last !== undefined)
    for (const [measure, where] of STOCKS) {
      const counted = await rows<Counted>(engine, { sql: stockSql(last.day, where), settings: SETTINGS })
      const expected = flattened([[last.day, last.measures[measure]]])
      compare(measure, expected, new Map(counted.map(row => [row.part, Number(row.n)])))
    }
  const latest = await rows<Counted>(engine, { sql: LATEST, settings: SETTINGS })
  compare(
    'latest_interaction',
    new Map(Object.entries(truth.latest_interaction)),
    new Map(latest.map(row => [row.part, Number(row.n)])),
  )
  return { measures: COUNTS.length + STOCKS.length + 3, numbers, differences }
}

interface Counted {
  readonly part: string
  readonly n: number | string
}

const PERSONAL = ['department', 'location', 'country', 'language', 'role', 'segment', 'tester']

const partsOf = (cut: readonly string[]): string =>
  `ARRAY JOIN ['', ${cut.map(name => `'|${name}|' || ${name}`).join(', ')}] AS part`

const countSql = (of: string, cut: readonly string[], sum: string, where: string): string => `
  SELECT toString(day) || part AS part, toInt64(sum(${sum})) AS n
  FROM (SELECT toDate(created_time) AS day, ${sum === '1' ? '' : `${sum}, `}${cut.join(', ')} FROM ${of} WHERE ${where})
  ${partsOf(cut)} GROUP BY part HAVING n != 0`

const ACTIVE_CUT = [...PERSONAL, 'platform', 'route', 'domain', 'event', 'topic', 'question_domain']
const GRAINS: Readonly<Record<string, string>> = {
  days: 'toString(toDate(created_time))',
  weeks: 'toString(toMonday(created_time))',
  months: "formatDateTime(created_time, '%Y-%m')",
  whole: "'whole'",
}

const distinctSql = (grain: string, least: number): string => `
  SELECT key AS part, toInt64(count()) AS n FROM (
    SELECT period || part AS key, user_id
    FROM (SELECT ${GRAINS[grain]} AS period, user_id, ${ACTIVE_CUT.join(', ')} FROM t_interactions WHERE actor = 'user')
    ${partsOf(ACTIVE_CUT)} GROUP BY key, user_id HAVING count() >= ${least}
  ) GROUP BY key`

const STOCKS = [
  ['users_known', 'true'],
  ['users_with_access', 'access_to_bot'],
  ['users_ever', 'first_interaction_time IS NOT NULL'],
  ['users_single_interaction', 'first_interaction_time = latest_interaction_time'],
] as const

const stockSql = (day: string, where: string): string => `
  SELECT '${day}' || part AS part, toInt64(count()) AS n
  FROM (SELECT ${PERSONAL.join(', ')} FROM users AS u FINAL INNER JOIN t_people AS p ON p.user_id = u.id WHERE ${where})
  ${partsOf(PERSONAL)} GROUP BY part`

const LATEST = `
  SELECT toString(toDate(latest_interaction_time)) AS part, toInt64(count()) AS n
  FROM users FINAL WHERE latest_interaction_time IS NOT NULL GROUP BY part`

function periodsOf(truth: Truth): Record<string, TruthSummary['weeks']> {
  return {
    days: Object.fromEntries(truth.days.map(({ day, measures }) => [day, measures])),
    weeks: truth.weeks,
    months: truth.months,
    whole: { whole: truth.whole },
  }
}

/** The numbers of a measure by day and part, in the dimensions of `cut`. */
function toldBy(truth: Truth, measure: string, cut: readonly string[]): Map<string, number> {
  return flattened(
    truth.days.map(({ day, measures }) => [day, measures[measure]] as const),
    cut,
  )
}

function flattened(
  periods: readonly (readonly [name: string, parts: object | undefined])[],
  cut: readonly string[] = ACTIVE_CUT,
): Map<string, number> {
  const flat = new Map<string, number>()
  for (const [name, parts] of periods)
    for (const [dimension, values] of Object.entries(parts ?? {})) {
      if (dimension === 'all') {
        if (values !== 0) flat.set(name, values as number)
      } else if (cut.includes(dimension))
        for (const [value, n] of Object.entries(values as object))
          flat.set(`${name}|${dimension}|${value}`, n)
    }
  return flat
}

function hrLine({ department, habit, id, isTester, location, role }: Person): string {
  return JSON.stringify({
    id,
    department,
    location: location.city,
    country: location.country,
    role,
    segment: habit,
    tester: String(isTester),
  })
}
