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

/** Prefix of the ids of a company that is told again. */
const TOLD_AGAIN = '^told[0-9]+-'

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
    for (let number = 1; number < companies; number++) {
      signal.throwIfAborted()
      tell(`Telling it again: ${number + 1} of ${companies} …`)
      await tellAgain(engine, `told${number}-`)
    }
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
  for (const table of [...entities.map(entity => entity.table), 'people']) {
    const columns = await rows<{ name: string }>(engine, {
      sql: `SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String}
            AND (name = 'id' OR endsWith(name, '_id')) AND name != 'resource_id' AND position(type, 'String') > 0`,
      params: { table },
    })
    const ids = columns.map(({ name }) => `concat({prefix:String}, ${name}) AS ${name}`)
    const key = table === 'people' ? 'user_id' : 'id'
    const record =
      table === 'people'
        ? []
        : [
            `replaceRegexpAll(record, '"(id|(?:conversation|interaction|parent_interaction|plugin_call|user)_id)":"', concat('\\\\0', {prefix:String})) AS record`,
          ]
    await engine.run({
      sql: `INSERT INTO ${table} SELECT * REPLACE(${[...ids, ...record].join(', ')}) 
            FROM (SELECT * FROM ${table} FINAL WHERE NOT match(${key}, {again:String}))`,
      params: { prefix, again: TOLD_AGAIN },
      settings: BULK,
    })
  }
}
