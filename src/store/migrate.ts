import { readdirSync, readFileSync } from 'node:fs'
import { type Engine, rows } from './engine.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { hasTables, statementsIn, tablesAtOnce } from './tables.ts'

const MIGRATIONS = new URL('../../migrations/', import.meta.url)
const FILE_NAME = /^(?<version>\d{4})_(?<name>[a-z0-9_]+)\.sql$/
/** What all of them lead to; see `tables.ts`. */
const TABLES = 'tables.sql'

/** One step from an empty database to today's tables. Once released, a migration's text never changes. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly statements: readonly string[]
}

/** Raised for a database whose tables a newer Debrief made. */
export class NewerStoreError extends Error {
  override name = 'NewerStoreError'
}

/** All migrations in their order, read from the package's `migrations` folder. */
export function migrations(): readonly Migration[] {
  return readdirSync(MIGRATIONS)
    .filter(file => file !== TABLES)
    .sort()
    .map(file => {
      const { version, name } = FILE_NAME.exec(file)?.groups ?? {}
      if (!version || !name) throw new Error(`migrations/${file} is not named NNNN_what_it_does.sql.`)
      const statements = statementsIn(readFileSync(new URL(file, MIGRATIONS), 'utf8'))
      return { version: Number(version), name, statements }
    })
}

/**
 * Brings a database's tables up to date and records each migration in its table `migrations`. One without any tables gets those
 * that the migrations lead to, which takes a quarter of the time.
 * Every statement may run again harmlessly, so that a migration cut short is simply run once more. Processes that open a
 * database at the same time wait for the one that migrates it.
 *
 * @throws NewerStoreError when the database has migrations this version does not know
 */
export async function migrate(engine: Engine): Promise<void> {
  await engine.run({
    sql: `CREATE TABLE IF NOT EXISTS migrations (version UInt32, name String, applied_time DateTime64(3, 'UTC'))
          ENGINE = ReplacingMergeTree(applied_time) ORDER BY version SETTINGS fsync_after_insert = 1`,
  })
  if ((await dueIn(engine)).due.length === 0) return
  await oneAtATime(engine, 'migrating', () => migrateAlone(engine))
}

async function migrateAlone(engine: Engine): Promise<void> {
  // Another process may have done it meanwhile.
  const { applied, due } = await dueIn(engine)
  const tables = applied === 0 && !(await hasTables(engine)) ? tablesAtOnce() : undefined
  for (const sql of tables?.statements ?? []) await engine.run({ sql })
  const isDone = ({ version }: Migration): boolean => version <= (tables?.version ?? 0)
  // An empty database has nothing that would take long to do again.
  const steps = applied === 0 ? [due] : due.map(migration => [migration])
  for (const step of steps) {
    for (const sql of step.filter(each => !isDone(each)).flatMap(({ statements }) => statements))
      await engine.run({ sql, settings: { max_execution_time: 0 } })
    await engine.run({
      sql: `INSERT INTO migrations SELECT toUInt32(step.1), step.2, now64(3)
            FROM (SELECT arrayJoin(arrayZip({versions:Array(String)}, {names:Array(String)})) AS step)`,
      params: { versions: step.map(({ version }) => String(version)), names: step.map(({ name }) => name) },
    })
  }
}

/** The migrations a database still needs, and how many it had. */
async function dueIn(
  engine: Engine,
): Promise<{ readonly applied: number; readonly due: readonly Migration[] }> {
  const applied = await rows<{ version: number }>(engine, { sql: 'SELECT DISTINCT version FROM migrations' })
  const known = migrations()
  const newest = Math.max(0, ...applied.map(row => row.version))
  const latest = known.at(-1)?.version ?? 0
  if (newest > latest)
    throw new NewerStoreError(
      `The store was written by a newer Debrief (its tables are at version ${newest}, this one knows ${latest}). Update Debrief.`,
    )
  const due = known.filter(({ version }) => !applied.some(row => row.version === version))
  return { applied: applied.length, due }
}
