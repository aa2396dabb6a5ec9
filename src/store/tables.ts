import { readFileSync } from 'node:fs'
import { type Engine, rows } from './engine.ts'

const FILE = new URL('../../migrations/tables.sql', import.meta.url)
const HEADER = /^-- The tables after migration (\d{4})/

/** Where the engine tells of a database’s tables, without those that are about making them. */
const TABLES = "system.tables WHERE database = currentDatabase() AND name NOT IN ('migrations', 'migrating')"

/** The statements of a file: each ends with its line, and comments have lines of their own. */
export const statementsIn = (text: string): string[] =>
  text
    .replace(/^--.*\n/gm, '')
    .split(/;\s*\n/)
    .map(statement => statement.trim())
    .filter(Boolean)

/** Whether anybody ever began to make tables. */
export async function hasTables(engine: Engine): Promise<boolean> {
  const [found] = await rows<{ tables: number }>(engine, { sql: `SELECT count() AS tables FROM ${TABLES}` })
  return found!.tables > 0
}

/** The tables that the migrations up to one of them lead to. */
export interface Tables {
  /** Which one is the last. */
  readonly version: number
  /** Each makes a table that is not there. */
  readonly statements: readonly string[]
}

/**
 * The tables as `migrations/tables.sql` has them: a new database gets them at once, and not step by step.
 *
 * @throws Error when the file does not say after which migration it was written
 */
export function tablesAtOnce(): Tables {
  const text = readFileSync(FILE, 'utf8')
  const version = HEADER.exec(text)?.[1]
  if (version === undefined) throw new Error('migrations/tables.sql does not say after which migration.')
  return { version: Number(version), statements: statementsIn(text) }
}

/**
 * What `migrations/tables.sql` has to say of a database whose tables were made step by step.
 *
 * @param version the last of the steps
 */
export async function writeTables(engine: Engine, version: number): Promise<string> {
  // What a view reads and writes has to be there before it.
  const made = await rows<{ sql: string; prefix: string }>(engine, {
    sql: `SELECT formatQuery(create_table_query) AS sql, concat(currentDatabase(), '.') AS prefix
      FROM ${TABLES} ORDER BY engine = 'MaterializedView', name`,
  })
  const header = `-- The tables after migration ${String(version).padStart(4, '0')}: what a new database gets at once. Written by npm run docs,
-- from what the migrations lead to; why a table is as it is stands there.`
  const statements = made.map(({ sql, prefix }) =>
    sql.replaceAll(prefix, '').replace(/^CREATE (TABLE|MATERIALIZED VIEW) /, 'CREATE $1 IF NOT EXISTS '),
  )
  return `${[header, ...statements.map(sql => `${sql};`)].join('\n\n')}\n`
}
