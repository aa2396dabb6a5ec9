import { type Engine, rows, type Session } from '../store/engine.ts'
import { type CsvRow, readCsv } from './csv.ts'

/** Raised for a file of people that cannot be used. */
export class PeopleError extends Error {
  override name = 'PeopleError'
}

/** What became of the lines of a file: each is exactly one of new, moved, unchanged, unmatched and ambiguous. */
export interface PeopleCounts {
  readonly read: number
  /** People nothing was known of. */
  readonly new: number
  /** People of whom something else is known from now on; what was known before stays for the time before. */
  readonly moved: number
  readonly unchanged: number
  /** Nobody in the store has that id or e-mail address. */
  readonly unmatched: number
  /** Several people in the store have it, or its keys are of different people. */
  readonly ambiguous: number
  /** The first hundred lines that were not taken. */
  readonly refusals: readonly { readonly line: number; readonly key: string; readonly reason: string }[]
}

export interface ImportPeopleOptions {
  /** The column people are found by; any that names them when absent. */
  readonly match?: string
  /** From when on the file is so; now for people who moved, always for new ones. An instant. */
  readonly since?: string
}

/** Columns people are found by when nobody says otherwise: by those, of each line, that exactly one person has, and they must agree. */
const KEYS = ['user_id', 'external_id', 'email', 'email_addr', 'mail', 'e_mail', 'employee_id', 'id']
const OWN_COLUMNS = ['department', 'location', 'country', 'role', 'manager'] as const
const BATCH = 10_000

/**
 * Takes over what a customer knows of people, from a CSV file. People are found by id, e-mail address or any external id,
 * without regard to case. Importing the same file again changes nothing.
 *
 * @throws PeopleError when the file has no column to find people by; CsvError when it is no CSV
 */
export async function importPeople(
  engine: Engine,
  input: AsyncIterable<Uint8Array | string>,
  { match, since }: ImportPeopleOptions = {},
): Promise<PeopleCounts> {
  return engine.session(async session => {
    const run = (sql: string): Promise<Buffer> =>
      session.run({ sql, settings: { max_execution_time: 0, join_use_nulls: 1 } })
    await dropWork(session)
    try {
      await run(`CREATE TEMPORARY TABLE given (
        line UInt64, keys Array(String), valid_from Nullable(DateTime64(3, 'UTC')), ${OWN_COLUMNS.map(name => `${name} Nullable(String)`).join(', ')},
        tester Bool, attributes Map(String, String)) ENGINE = Memory`)
      await load(session, input, match, since)
      await run(MATCH)
      await run(JUDGE)
      await run(STORE)
      return await report(session)
    } finally {
      await dropWork(session)
    }
  })
}

/** What is known of somebody, as text: null is equal to null there. */
const stateOf = (table: string): string =>
  `toString((${[...OWN_COLUMNS, 'tester', 'attributes'].map(name => `${table}.${name}`).join(', ')}))`

/** Every line with the ids of the people its key is of. */
const MATCH = `
CREATE TEMPORARY TABLE matched ENGINE = Memory AS
WITH names AS (
  SELECT name, groupUniqArray(id) AS ids FROM (
    SELECT id, lower(arrayJoin(arrayConcat([id, email_addr], arrayMap(e -> ifNull(e.external_id, ''), external_ids)))) AS name
    FROM users FINAL
  ) WHERE name != '' GROUP BY name
)
-- A line's keys that exactly one person has decide. Where there is none, those of its first key are told.
SELECT given.*, ifNull(found.ids, []) AS ids, ifNull(found.contradict, false) AS contradict
FROM given LEFT JOIN (
  SELECT line, groupUniqArrayIf(names.ids[1], length(names.ids) = 1) AS told, length(told) > 1 AS contradict,
    if(empty(told), argMin(names.ids, place), told) AS ids
  FROM (SELECT line, keys FROM given) AS lines ARRAY JOIN keys AS key, arrayEnumerate(keys) AS place
  INNER JOIN names ON names.name = lower(key)
  GROUP BY line
) AS found ON found.line = given.line`

/** Every line with what becomes of it. Of several lines of one person and time the last counts. */
const JUDGE = `
CREATE TEMPORARY TABLE judged ENGINE = Memory AS
WITH last AS (
  SELECT user_id, valid_from, ${stateOf('people')} AS state FROM (SELECT * FROM people FINAL) AS people
),
lines AS (
  SELECT line, valid_from, ids[1] AS user_id FROM matched WHERE length(ids) = 1
),
known AS (
  SELECT
    lines.line AS line, count(last.valid_from) AS history,
    argMaxIf(last.state, last.valid_from, last.valid_from <= ifNull(lines.valid_from, now64(3))) AS state
  FROM lines LEFT JOIN last ON last.user_id = lines.user_id
  GROUP BY line
)
SELECT
  matched.*, ids[1] AS user_id,
  multiIf(
    length(ids) = 0, 'unmatched', length(ids) > 1, 'ambiguous', known.history = 0, 'new',
    known.state = ${stateOf('matched')}, 'unchanged',
    'moved') AS fate
FROM matched LEFT JOIN known ON known.line = matched.line`

const STORE = `
INSERT INTO people (user_id, valid_from, ${OWN_COLUMNS.join(', ')}, tester, attributes, imported_time)
SELECT user_id, ifNull(valid_from, if(fate = 'new', toDateTime64(0, 3, 'UTC'), now64(3))), ${OWN_COLUMNS.join(', ')}, tester, attributes, now64(6)
FROM judged WHERE fate IN ('new', 'moved') ORDER BY line DESC
LIMIT 1 BY user_id, valid_from`

async function load(
  session: Session,
  input: AsyncIterable<Uint8Array | string>,
  match: string | undefined,
  since: string | undefined,
): Promise<void> {
  let batch: string[] = []
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    const columns = ['line', 'keys', 'valid_from', ...OWN_COLUMNS, 'tester', 'attributes']
    await session.insert({
      table: 'given',
      columns,
      format: 'JSONEachRow',
      data: Buffer.from(batch.join('\n')),
    })
    batch = []
  }
  let keys: readonly string[] | undefined
  for await (const row of readCsv(input)) {
    keys ??= keyColumns([...row.fields.keys()], match)
    batch.push(JSON.stringify(given(row, keys, since)))
    if (batch.length >= BATCH) await flush()
  }
  await flush()
}

function keyColumns(head: readonly string[], match: string | undefined): readonly string[] {
  const found = (match === undefined ? KEYS : [match.toLowerCase()]).filter(name => head.includes(name))
  if (found.length > 0) return found
  throw new PeopleError(
    match === undefined
      ? `The file has no column to find people by (${KEYS.join(', ')}); it has ${head.join(', ')}. Name one with --match.`
      : `The file has no column "${match}"; it has ${head.join(', ')}.`,
  )
}

function given({ line, fields }: CsvRow, keys: readonly string[], since: string | undefined): object {
  const own: readonly string[] = [...OWN_COLUMNS, 'tester', 'valid_from', ...keys]
  const text = (name: string): string | null => fields.get(name) || null
  return {
    line,
    keys: keys.flatMap(name => text(name) ?? []),
    valid_from: clickHouseTime(line, text('valid_from')) ?? since?.replace('T', ' ').replace('Z', '') ?? null,
    ...Object.fromEntries(OWN_COLUMNS.map(name => [name, text(name)])),
    tester: /^(true|yes|y|1|x)$/i.test(fields.get('tester') ?? ''),
    attributes: Object.fromEntries(
      [...fields].filter(([name, value]) => !own.includes(name) && value !== '').sort(),
    ),
  }
}

function clickHouseTime(line: number, value: string | null): string | null {
  if (value === null) return null
  const millis = /^\d{4}-\d{2}-\d{2}([T ].*)?$/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(millis))
    throw new PeopleError(`Line ${line}: valid_from is "${value}"; it must be a date such as 2026-08-31.`)
  return new Date(millis).toISOString().replace('T', ' ').replace('Z', '')
}

async function report(session: Session): Promise<PeopleCounts> {
  const fates = await rows<{ fate: string; lines: number }>(session, {
    sql: 'SELECT fate, count() AS lines FROM judged GROUP BY fate',
  })
  const count = (fate: string): number => fates.find(row => row.fate === fate)?.lines ?? 0
  const refusals = await rows<{ line: number; key: string; reason: string }>(session, {
    sql: `SELECT line, arrayStringConcat(keys, ', ') AS key, multiIf(fate = 'unmatched', 'nobody has this id or e-mail address',
            contradict, 'these are of different people: say which column is right with --match',
            'several people have it') AS reason
          FROM judged WHERE fate IN ('unmatched', 'ambiguous') ORDER BY line LIMIT 100`,
  })
  return {
    read: fates.reduce((sum, { lines }) => sum + lines, 0),
    new: count('new'),
    moved: count('moved'),
    unchanged: count('unchanged'),
    unmatched: count('unmatched'),
    ambiguous: count('ambiguous'),
    refusals,
  }
}

async function dropWork(session: Session): Promise<void> {
  for (const table of ['given', 'matched', 'judged'])
    await session.run({ sql: `DROP TEMPORARY TABLE IF EXISTS ${table}` })
}
