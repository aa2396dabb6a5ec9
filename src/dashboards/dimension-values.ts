import { byDays } from '../metrics/by-days.ts'
import { bindable, instantOf } from '../metrics/calendar.ts'
import { type Engine, rows } from '../store/engine.ts'

/** A dimension that pages filter by, with the values there are, the most frequent first. */
export interface DimensionValues {
  readonly name: string
  readonly title: string
  readonly values: readonly { readonly value: string; readonly count: number }[]
}

/** So many values of a dimension are listed. */
const MOST_VALUES = 500

/** Where values are counted: things people did, plugin calls, and people with what is known of them now. */
const DIMENSIONS: readonly { name: string; title: string; from: keyof typeof SOURCES }[] = [
  { name: 'platform', title: 'Platform', from: 'turns' },
  { name: 'route', title: 'Route', from: 'turns' },
  { name: 'domain', title: 'Domain', from: 'turns' },
  { name: 'topic', title: 'Topic', from: 'turns' },
  { name: 'plugin', title: 'Plugin', from: 'calls' },
  { name: 'department', title: 'Department', from: 'people' },
  { name: 'location', title: 'Location', from: 'people' },
  { name: 'country', title: 'Country', from: 'people' },
  { name: 'role', title: 'Role', from: 'people' },
  { name: 'language', title: 'Language', from: 'users' },
]

const IN_PERIOD = "WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}"
const PEOPLE_NOW = `(SELECT now.1 AS department, now.2 AS location, now.3 AS country, now.4 AS role
  FROM (SELECT argMax(tuple(department, location, country, role), valid_from) AS now FROM people FINAL GROUP BY user_id))`

/** Tables with the dimensions, which of their rows count, and which values are told. */
const SOURCES = {
  turns: { table: 'turn_facts FINAL', where: IN_PERIOD, having: '' },
  calls: { table: 'call_facts FINAL', where: IN_PERIOD, having: '' },
  people: { table: PEOPLE_NOW, where: '', having: 'HAVING count >= {minimum:UInt32}' },
  users: {
    table: '(SELECT user_preferred_language AS language FROM users FINAL)',
    where: '',
    having: 'HAVING count >= {minimum:UInt32}',
  },
} as const

/**
 * What can be filtered by. Platforms, routes, domains, topics and plugins are counted in the period; people as they are now, and
 * groups of fewer than `minimum` are left out. The facts have to be up to date.
 */
export async function dimensionValues(
  engine: Engine,
  { from, to, tz, minimum }: { from: string; to: string; tz: string; minimum: number },
): Promise<DimensionValues[]> {
  const [begins, ends] = [instantOf('from', from, tz), instantOf('to', to, tz)]
  const params = { from: bindable(begins), to: bindable(ends), minimum, most: MOST_VALUES }
  const bySource = await Promise.all(
    Object.entries(SOURCES).map(([source, { table, where, having }]) => {
      const names = DIMENSIONS.filter(dimension => dimension.from === source).map(each => each.name)
      const pairs = names.map(name => `('${name}', ifNull(toString(${name}), 'none'))`)
      // Grouped before they are texts: there are few combinations, and millions of rows.
      return rows<{ dimension: string; value: string; count: number }>(engine, {
        sql: byDays(
          `SELECT pair.1 AS dimension, pair.2 AS value, sum(alike) AS count
          FROM (SELECT ${names.join(', ')}, count() AS alike FROM ${table} ${where} GROUP BY ${names.join(', ')})
          ARRAY JOIN [${pairs.join(', ')}] AS pair
          GROUP BY dimension, value ${having}
          ORDER BY count DESC, value LIMIT {most:UInt32} BY dimension`,
          begins,
          ends,
        ),
        params,
        settings: { do_not_merge_across_partitions_select_final: 1 },
      })
    }),
  )
  const found = bySource.flat()
  return DIMENSIONS.map(({ name, title }) => ({
    name,
    title,
    values: found.filter(({ dimension }) => dimension === name).map(({ value, count }) => ({ value, count })),
  }))
}

/** Every type of system event there is. */
export async function systemEvents(engine: Engine): Promise<string[]> {
  const found = await rows<{ value: string }>(engine, {
    sql: 'SELECT DISTINCT system_event AS value FROM conversation_facts WHERE system_event IS NOT NULL ORDER BY value',
  })
  return found.map(({ value }) => value)
}
