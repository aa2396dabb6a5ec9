import { createReadStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { importPeople } from '../src/people/import-people.ts'
import { entities } from '../src/schema/entities.ts'
import { EmbeddedDirectory } from '../src/store/embedded-engine.ts'
import { type Engine, rows } from '../src/store/engine.ts'
import { MAIN, runProgram } from './processes.ts'

/** Thirteen weeks: enough for 28 days and the 28 before. */
const DAYS = 91
const START = '2026-01-05'
/** About so many interactions one person has in that time. */
const EACH = 105
/** A company larger than this is several: simulated once, and told again with ids of its own. */
const MOST_PEOPLE = 500
const BULK = { max_execution_time: 0, max_memory_usage: 0, max_insert_threads: 2 }

/** The tables of which every company has rows, and what the first company’s rows of one are kept in meanwhile. */
const TABLES = [...entities.map(entity => entity.table), 'people']
const first = (table: string): string => `first_${table}`

/**
 * Fills a directory with companies that have about so many interactions together, their people known. Facts are not derived yet.
 *
 * @returns how many interactions there are
 */
export async function makeStore(
  directory: string,
  interactions: number,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<number> {
  const people = Math.max(10, Math.round(interactions / EACH))
  const companies = Math.ceil(people / MOST_PEOPLE)
  const each = Math.round(people / companies)
  const files = `${directory}-files`
  const debrief = (...args: string[]): Promise<string> =>
    runProgram(process.execPath, [MAIN, ...args, '--store', directory, '--json'], { signal })
  tell(`Simulating ${each.toLocaleString('en')} people over ${DAYS} days …`)
  const plan = { people: each, days: DAYS, seed: 7, start: START }
  const options = Object.entries(plan).flatMap(([name, value]) => [`--${name}`, String(value)])
  await debrief('simulate', ...options, '--punctual', '--out', files)
  const opened = await EmbeddedDirectory.open(directory)
  try {
    const engine = await opened.database('debrief')
    // Who has not begun yet is in the file, and nobody’s user.
    await importPeople(engine, createReadStream(join(files, 'people.csv')))
    rmSync(files, { recursive: true, force: true })
    // Merged once in the end, and not again and again on the way there.
    await engine.run({ sql: 'SYSTEM STOP MERGES' })
    for (const table of TABLES)
      await engine.run({
        sql: `CREATE TABLE ${first(table)} ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM ${table} FINAL`,
        settings: BULK,
      })
    for (let number = 1; number < companies; number++) {
      signal.throwIfAborted()
      tell(`Telling it again: ${number + 1} of ${companies} …`)
      await tellAgain(engine, `told${number}-`)
    }
    for (const table of TABLES) await engine.run({ sql: `DROP TABLE ${first(table)}` })
    await engine.run({ sql: 'SYSTEM START MERGES' })
    if (companies > 1)
      for (const { table } of entities)
        await engine.run({ sql: `OPTIMIZE TABLE ${table} FINAL`, settings: BULK })
    const [found] = await rows<{ count: number }>(engine, {
      sql: 'SELECT count() AS count FROM interactions FINAL',
    })
    return found!.count
  } finally {
    await opened.close()
  }
}

/** Every record of the first company once more. What resources are called stays: it is one knowledge base for more people. */
async function tellAgain(engine: Engine, prefix: string): Promise<void> {
  for (const table of TABLES)
    await engine.run({
      sql: `INSERT INTO ${table} SELECT * REPLACE(${(await renamed(engine, table)).join(', ')}) FROM ${first(table)}`,
      params: { prefix },
      settings: BULK,
    })
}

/** What one day brought is told again as something new that the same people did. */
const DAY_PREFIX = 'again-'
const BUSIEST_DAY = `
SELECT id FROM conversations WHERE toDate(created_time) = (
  SELECT toDate(created_time) FROM conversations WHERE created_time > (SELECT max(created_time) - toIntervalDay(7) FROM conversations)
  GROUP BY toDate(created_time) ORDER BY count() DESC LIMIT 1)`
const OF_CONVERSATIONS = entities.map(({ table }) => table).filter(table => table !== 'users')

/**
 * Stores as many records as the busiest day of the last week brought, as records that were not there before.
 *
 * @returns how many interactions these are
 */
export async function storeDay(engine: Engine): Promise<number> {
  await engine.run({ sql: `CREATE TABLE bench_day ENGINE = MergeTree ORDER BY id AS ${BUSIEST_DAY}` })
  try {
    for (const table of OF_CONVERSATIONS) {
      const replaced = [...(await renamed(engine, table, ['user_id'])), 'now64(6) AS stored_time']
      await engine.run({
        sql: `INSERT INTO ${table} SELECT * REPLACE(${replaced.join(', ')})
              FROM (SELECT * FROM ${table} FINAL WHERE ${conversationOf(table)} IN (SELECT id FROM bench_day))`,
        params: { prefix: DAY_PREFIX },
        settings: BULK,
      })
    }
  } finally {
    await engine.run({ sql: 'DROP TABLE bench_day SYNC' })
  }
  const [found] = await rows<{ count: number }>(engine, {
    sql: 'SELECT count() AS count FROM interactions WHERE startsWith(id, {prefix:String})',
    params: { prefix: DAY_PREFIX },
  })
  return found!.count
}

/** Takes out what {@link storeDay} stored. Facts still have it until they are derived again. */
export async function removeDay(engine: Engine): Promise<void> {
  for (const table of OF_CONVERSATIONS)
    await engine.run({
      sql: `DELETE FROM ${table} WHERE startsWith(id, {prefix:String})`,
      params: { prefix: DAY_PREFIX },
      settings: BULK,
    })
}

const conversationOf = (table: string): string => (table === 'conversations' ? 'id' : 'conversation_id')

/** The ids of a table’s rows under names that begin otherwise, in columns and in the record’s text; those of resources and `kept` stay. */
async function renamed(engine: Engine, table: string, kept: readonly string[] = []): Promise<string[]> {
  const columns = await rows<{ name: string }>(engine, {
    sql: `SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String}
          AND (name = 'id' OR endsWith(name, '_id')) AND name NOT IN {kept:Array(String)} AND position(type, 'String') > 0`,
    params: { table, kept: ['resource_id', ...kept] },
  })
  const names = columns.map(({ name }) => name)
  const record =
    table === 'people'
      ? []
      : [`replaceRegexpAll(record, '"(${names.join('|')})":"', concat('\\\\0', {prefix:String})) AS record`]
  return [...names.map(name => `concat({prefix:String}, ${name}) AS ${name}`), ...record]
}
