import { createHash } from 'node:crypto'
import { trackingStart } from '../api/changes/tracking.ts'
import { entities } from '../schema/entities.ts'
import { type Engine, rows } from '../store/engine.ts'
import { COUNTING_USES } from './count-uses.ts'
import { BULK, deriveAll, deriveChanged, mergeWhole } from './derive.ts'
import { DERIVING, FACT_TABLES } from './derive-facts.ts'
import { GATHERING } from './gather.ts'
import { FOLLOWED } from './touched.ts'
import { WEAVING } from './weave.ts'

/** A table is merged when at least this share of its conversations was derived anew, and there are many. */
const LARGE_SHARE = 1 / 8
const MANY_CONVERSATIONS = 10_000

/** What a refresh did. */
export interface Refreshed {
  /** Conversations that were derived again. */
  readonly conversations: number
  readonly duration_ms: number
}

export interface RefreshOptions {
  /** Derive every conversation again, whether its records changed or not. */
  readonly rebuild?: boolean
  readonly progress?: (conversations: number, of: number) => void
}

interface Progress {
  readonly mark: string
  readonly parts: string
  readonly definition: string
}

/** Facts that other statements derived are derived anew. */
export const DEFINITION = createHash('sha256')
  .update(
    [
      ...GATHERING,
      ...WEAVING,
      FOLLOWED,
      ...DERIVING.map(derive => derive(table => table)),
      ...COUNTING_USES,
    ].join('\n'),
  )
  .digest()
  .readBigUInt64LE()
  .toString()

/** Refreshes of one store follow one another. */
const tails = new WeakMap<Engine, Promise<unknown>>()

/**
 * Brings the facts up to date with the records: derives again the conversations with records that were stored or deleted
 * since the last refresh, whole, and no others. When nothing changed that costs a look at the names of the tables' parts.
 *
 * Cut off, it is simply done again: how far it is, is noted at the end, and deriving a conversation again changes nothing.
 */
export function refreshFacts(engine: Engine, options: RefreshOptions = {}): Promise<Refreshed> {
  const turn = (tails.get(engine) ?? Promise.resolve()).then(() => refresh(engine, options))
  tails.set(
    engine,
    turn.catch(() => {}),
  )
  return turn
}

async function refresh(
  engine: Engine,
  { rebuild = false, progress = () => {} }: RefreshOptions,
): Promise<Refreshed> {
  const began = performance.now()
  const parts = await fingerprint(engine)
  const last = await progressOf(engine)
  if (!rebuild && last?.parts === parts && last.definition === DEFINITION)
    return { conversations: 0, duration_ms: 0 }
  const mark = await trackingStart(engine)
  const since = rebuild || last?.definition !== DEFINITION ? undefined : last.mark
  const conversations =
    since === undefined ? await deriveAll(engine, progress) : await deriveChanged(engine, since, progress)
  if (since !== undefined) await merge(engine, conversations)
  const duration_ms = Math.round(performance.now() - began)
  await engine.run({
    sql: `INSERT INTO facts_progress SELECT 'facts', {mark:DateTime64(6, 'UTC')}, {parts:UInt64}, {definition:UInt64},
          {conversations:UInt64}, {duration:UInt64}, ${since === undefined ? LOADED : LOADED_SINCE}, ${ORPHANS}, now64(6)`,
    settings: BULK,
    params: {
      mark,
      since: since ?? mark,
      parts,
      definition: DEFINITION,
      conversations,
      duration: duration_ms,
    },
  })
  return { conversations, duration_ms }
}

const LOADED = '(SELECT maxOrNull(last_updated_time) FROM interactions)'

/** What was stored before is in the note of the last refresh. */
const LOADED_SINCE = `(SELECT maxOrNull(time) FROM (
  SELECT assumeNotNull(loaded_time) AS time FROM facts_progress FINAL WHERE name = 'facts' AND loaded_time IS NOT NULL
  UNION ALL SELECT last_updated_time FROM interactions WHERE stored_time >= {since:DateTime64(6, 'UTC')}
))`

/** Without FINAL first: one column of a row that hardly ever is so. */
const ORPHANS = `(SELECT count() FROM turn_facts FINAL
  WHERE route IS NULL AND conversation_id IN (SELECT conversation_id FROM turn_facts WHERE route IS NULL))`

/** Tables that the facts are derived from, and SQL of what their parts are told by: as long as these are the same, so are the records. */
export const RECORD_TABLES = [...entities.map(entity => entity.table), 'tombstones']
export const fingerprintOf = (tables: string): string =>
  `(SELECT toString(groupBitXor(sipHash64(table, name))) FROM system.parts
    WHERE active AND database = currentDatabase() AND has({${tables}:Array(String)}, table))`

/** What the parts of the records tables are told by now. */
export async function fingerprint(engine: Engine): Promise<string> {
  const [row] = await rows<{ parts: string }>(engine, {
    sql: `SELECT ${fingerprintOf('tables')} AS parts`,
    params: { tables: RECORD_TABLES },
  })
  return row!.parts
}

/** How far the facts are; undefined when they were never derived. */
export async function progressOf(engine: Engine): Promise<Progress | undefined> {
  const [row] = await rows<Progress>(engine, {
    sql: `SELECT toString(mark) AS mark, toString(parts) AS parts, toString(definition) AS definition
          FROM facts_progress FINAL WHERE name = 'facts'`,
  })
  return row
}

/** Reading merged parts with FINAL costs next to nothing; reading many that overlap costs several times as much. */
async function merge(engine: Engine, derived: number): Promise<void> {
  if (derived < MANY_CONVERSATIONS) return
  const [{ conversations } = { conversations: 0 }] = await rows<{ conversations: number }>(engine, {
    sql: 'SELECT count() AS conversations FROM conversation_facts',
  })
  if (derived < conversations * LARGE_SHARE) return
  for (const table of FACT_TABLES) await mergeWhole(engine, table)
}
