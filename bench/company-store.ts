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

/**
 * Every record of the first company once more, under ids that begin otherwise: in columns and in the record’s text. What resources
 * are called stays: it is one knowledge base for more people.
 */
async function tellAgain(engine: Engine, prefix: string): Promise<void> {
  for (const table of TABLES) {
    const columns = await rows<{ name: string }>(engine, {
      sql: `SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String}
            AND (name = 'id' OR endsWith(name, '_id')) AND name != 'resource_id' AND position(type, 'String') > 0`,
      params: { table },
    })
    const ids = columns.map(({ name }) => `concat({prefix:String}, ${name}) AS ${name}`)
    const record =
      table === 'people'
        ? []
        : [
            `replaceRegexpAll(record, '"(id|(?:conversation|interaction|parent_interaction|plugin_call|user)_id)":"', concat('\\\\0', {prefix:String})) AS record`,
          ]
    await engine.run({
      sql: `INSERT INTO ${table} SELECT * REPLACE(${[...ids, ...record].join(', ')}) FROM ${first(table)}`,
      params: { prefix },
      settings: BULK,
    })
  }
}
