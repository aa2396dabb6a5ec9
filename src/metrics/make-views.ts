import { createHash } from 'node:crypto'
import { type Engine, rows } from '../store/engine.ts'
import type { View } from './views.ts'

/** What became of the views: each that is wanted was made (anew) or is as it should be. */
export interface MadeViews {
  readonly made: readonly string[]
  readonly unchanged: number
  /** Views of metrics that are gone. */
  readonly dropped: readonly string[]
}

/** Stands at the end of the comment of each view of ours, with the fingerprint of its definition. */
const mark = (fingerprint: string): string => `[debrief ${fingerprint}]`

/** Who may read a view need not be allowed to read the records and facts behind it. */
const RIGHTS = 'DEFINER = CURRENT_USER SQL SECURITY DEFINER'

/** What columns of many views mean. */
const COLUMNS: Readonly<Record<string, string>> = {
  value: 'the number',
  numerator: 'sum it over parts, and divide by the sum of denominators',
  denominator: 'sum it over parts, under the sum of numerators',
  day: 'day of the time zone',
  time: 'when it counts',
  hour: 'hour of the day, in the time zone',
  weekday: '1 is Monday, in the time zone',
  hour_of_week: '0 is Monday midnight, in the time zone',
  department: 'of the person at that time',
  location: 'of the person at that time',
  country: 'of the person at that time',
  role: 'of the person at that time',
  manager: 'of the person at that time',
  tester: 'whether the person was a tester at that time',
  language: 'of the person today',
  valid_from: 'from when on this is so; the year 1970 means always',
}

/**
 * Makes the views that are wanted, anew where they are of another definition, and drops those of ours that are wanted no more.
 * Views that are not ours stay as they are, unless one has the name of ours. Doing it again changes nothing.
 */
export async function makeViews(engine: Engine, wanted: readonly View[]): Promise<MadeViews> {
  const present = await presentViews(engine)
  const comments = { ...(await factComments(engine)), ...COLUMNS }
  const made: string[] = []
  for (const view of wanted) {
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([view, comments]))
      .digest('hex')
      .slice(0, 8)
    if (present.get(view.name)?.endsWith(mark(fingerprint))) continue
    await engine.run({ sql: await statement(engine, view, comments, fingerprint) })
    made.push(view.name)
  }
  const names = new Set(wanted.map(({ name }) => name))
  const dropped = [...present.keys()].filter(name => !names.has(name))
  for (const name of dropped) await engine.run({ sql: `DROP VIEW IF EXISTS \`${name}\`` })
  return { made, unchanged: wanted.length - made.length, dropped }
}

/** Names and comments of the views that are ours. */
export async function presentViews(engine: Engine): Promise<Map<string, string>> {
  const found = await rows<{ name: string; comment: string }>(engine, {
    sql: `SELECT name, comment FROM system.tables
          WHERE database = currentDatabase() AND engine = 'View' AND match(comment, '\\\\[debrief [0-9a-f]{8}\\\\]$')
          ORDER BY name`,
  })
  return new Map(found.map(({ name, comment }) => [name, comment]))
}

async function factComments(engine: Engine): Promise<Record<string, string>> {
  const found = await rows<{ name: string; comment: string }>(engine, {
    sql: `SELECT DISTINCT name, comment FROM system.columns
          WHERE database = currentDatabase() AND table IN ('turn_facts', 'call_facts', 'conversation_facts', 'resource_facts', 'use_facts', 'articles', 'forms', 'people') AND comment != ''
          ORDER BY table, position`,
  })
  return Object.fromEntries(found.map(({ name, comment }) => [name, comment]))
}

/** Columns are declared with their comments; those of a view that takes a period are known only when it is given one. */
async function statement(
  engine: Engine,
  { name, sql, comment, parameterised }: View,
  comments: Readonly<Record<string, string>>,
  fingerprint: string,
): Promise<string> {
  const words = text(`${comment} ${mark(fingerprint)}`)
  if (parameterised) return `CREATE OR REPLACE VIEW \`${name}\` ${RIGHTS} AS ${sql} COMMENT ${words}`
  const columns = await rows<{ name: string; type: string }>(engine, { sql: `DESCRIBE TABLE (${sql})` })
  const declared = columns.map(column => {
    const meaning = comments[column.name]
    return `\`${column.name}\` ${column.type}${meaning ? ` COMMENT ${text(meaning)}` : ''}`
  })
  return `CREATE OR REPLACE VIEW \`${name}\` (${declared.join(', ')}) ${RIGHTS} AS ${sql} COMMENT ${words}`
}

const text = (words: string): string => `'${words.replace(/['\\]/g, '\\$&')}'`
