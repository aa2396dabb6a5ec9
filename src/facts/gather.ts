import type { Parameters, Session, Settings } from '../store/engine.ts'
import { drop } from './weave.ts'

/** Rows of a records table: what follows FROM, named `records`, a condition, and the parameters of both. */
export interface Source {
  readonly from: string
  readonly where: string
  readonly params?: Parameters
}

/** Where the rows of a records table are gathered from. */
export type Sources = (records: string) => readonly Source[] | Promise<readonly Source[]>

/** Each record as it is now. */
export const newest = (table: string): string => `${table} AS records FINAL`

/** Everybody’s records. */
export const everything: Sources = records => [{ from: newest(records), where: 'true' }]

/**
 * The records facts are derived from, without their texts and in the order of conversations, in tables `said`
 * (interactions), `called` (plugin calls), `brought` (resources) and `begun` (conversations). What lies in them is what the
 * slices are cut from: each records table is read once, however many slices and sessions there are.
 *
 * Conversations are told apart and ordered by a hash of their id, `conversation_key`, and what belongs to an interaction or a call
 * refers to it by `key`, a hash of conversation and id: they sort and join at a fraction of what texts cost. Of two million
 * conversations two have the same key in one store of ten million; a key of an interaction has to differ within a slice only. What refers
 * to an interaction of another conversation refers to nothing.
 */
const key = (id: string): string => `xxh3(conversation_id, ${id})`

/** The key of a conversation, or of a person, by the SQL of its id. */
export const keyOf = (id: string): string => `xxh3(${id})`

/** A free text of a person is a question, `own`. What a person said by a click or a form depends on that interaction alone. */
const SAID = (from: string): string => `
SELECT
  ${keyOf('conversation_id')} AS conversation_key, conversation_id, created_time AS time, NOT (is_action AND records.type = 'INTERACTION_TYPE_FREE_TEXT') AS follows, id,
  ${key('id')} AS key, actor = 'user' AS is_action,
  if(ifNull(parent_interaction_id, '') = '', 0, ${key('assumeNotNull(parent_interaction_id)')}) AS parent_key,
  user_id, records.type AS type, records.label AS label, records.platform AS platform, detail.domain AS domain, detail.entity AS topic,
  if(records.type = 'INTERACTION_TYPE_LINK_CLICK' AND lower(detail.resource_id) IN ('helpful', 'unhelpful', 'info', 'get_help', 'ui_form'),
    lower(detail.resource_id), NULL) AS control,
  if(records.type = 'INTERACTION_TYPE_UIFORM_SUBMISSION', ifNull(detail.detail, ''), NULL) AS form_title,
  multiIf(
    is_action AND control IN ('helpful', 'unhelpful'), control,
    records.type = 'INTERACTION_TYPE_UIFORM_SUBMISSION' AND records.label = 'feedback' AND is_action,
      if(lower(coalesce(detail.detail, detail.resource_id, '') AS words) IN ('helpful', 'unhelpful'), lower(words), NULL),
    NULL) AS feedback,
  feedback IS NOT NULL AND records.type != 'INTERACTION_TYPE_LINK_CLICK' AND ifNull(detail.content.size, 0) > 0 AS has_comment
FROM ${from}`

const CALLED = (from: string): string => `
SELECT
  ${keyOf('conversation_id')} AS conversation_key, conversation_id, created_time AS time, id, ${key('id')} AS key, ${key('interaction_id')} AS interaction_key, interaction_id,
  user_id, plugin_name AS plugin, served, used,
  if(plugin_update_time >= created_time, toUInt64(dateDiff('millisecond', created_time, plugin_update_time)), NULL) AS updated_ms
FROM ${from}`

/** Tells a resource. */
const ARTICLE_KEY = 'xxh3(resource_id, type)'

/** What resources are called in the newest of the records that `which` tells. Of what is gone it stays: no fact refers to it. */
export const articles = (which: string): string => `
INSERT INTO articles
SELECT
  ${ARTICLE_KEY} AS article_key, any(resource_id), argMax(ifNull(detail.name, ''), created_time), argMax(ifNull(detail.domain, ''), created_time),
  any(type), max(created_time)
FROM plugin_resources WHERE ${which}
GROUP BY article_key`

/** The title of a form of the service catalogue, which says what the form is for; in others a person's words stand there. */
const TITLE = "if(label IN ('handoff', 'mw_form'), ifNull(form_title, ''), '')"
const LABEL = "ifNull(toString(label), '')"

/** Tells a form. */
export const FORM_KEY = `xxh3(${LABEL}, ${TITLE})`

/**
 * The forms that `said` has. Of what is gone they stay: no fact refers to them.
 *
 * @param said the table that is gathered as `said`
 */
export const forms = (said: string): string => `
INSERT INTO forms (form_key, label, title)
SELECT ${FORM_KEY} AS form_key, any(${LABEL}), any(${TITLE}) FROM ${said} WHERE form_title IS NOT NULL GROUP BY form_key`

/** Only counted: all the order they need is what slices begin and end with, the first bits of the conversation’s key. */
const BROUGHT = (from: string): string => `
SELECT
  toUInt16(bitShiftRight(${keyOf('conversation_id')} AS conversation_key, 48)) AS bucket, conversation_key, ${key('interaction_id')} AS interaction_key,
  if(ifNull(plugin_call_id, '') = '', 0, ${key('assumeNotNull(plugin_call_id)')}) AS call_key,
  created_time AS time, ${ARTICLE_KEY} AS article_key, cited, type = 'RESOURCE_TYPE_APPROVAL' AS is_approval
FROM ${from}`

const BEGUN = (from: string): string => `
SELECT
  ${keyOf('id')} AS conversation_key, id AS conversation_id, created_time AS time, user_id, route::String AS route, primary_domain::Nullable(String) AS domain,
  type::Nullable(String) AS system_event
FROM ${from}`

interface Gathered {
  readonly table: string
  /** Over what follows FROM. */
  readonly sql: (from: string) => string
  readonly columns: string
  readonly order: string
  /** The table it is gathered from. */
  readonly records: string
}

const GATHERED: readonly Gathered[] = [
  {
    table: 'said',
    records: 'interactions',
    sql: SAID,
    columns: `conversation_key UInt64, conversation_id String, time DateTime64(3, 'UTC'), follows UInt8, id String, key UInt64, is_action UInt8,
      parent_key UInt64, user_id String, type String, label Nullable(String), platform String, domain Nullable(String),
      topic Nullable(String), control Nullable(String), form_title Nullable(String), feedback Nullable(String), has_comment UInt8`,
    order: 'conversation_key, time, follows, id',
  },
  {
    table: 'called',
    records: 'plugin_calls',
    sql: CALLED,
    columns: `conversation_key UInt64, conversation_id String, time DateTime64(3, 'UTC'), id String, key UInt64, interaction_key UInt64,
      interaction_id String, user_id String, plugin String, served UInt8, used UInt8, updated_ms Nullable(UInt64)`,
    order: 'conversation_key',
  },
  {
    table: 'brought',
    records: 'plugin_resources',
    sql: BROUGHT,
    columns:
      "bucket UInt16, conversation_key UInt64, interaction_key UInt64, call_key UInt64, time DateTime64(3, 'UTC'), article_key UInt64, cited UInt8, is_approval UInt8",
    order: 'bucket',
  },
  {
    table: 'begun',
    records: 'conversations',
    sql: BEGUN,
    columns: `conversation_key UInt64, conversation_id String, time DateTime64(3, 'UTC'), user_id String, route String, domain Nullable(String),
      system_event Nullable(String)`,
    order: 'conversation_key',
  },
]

/** The temporary tables that {@link gather} fills. */
export const GATHERED_TABLES = GATHERED.map(({ table }) => table)

/** Everything that decides what is gathered. */
export const GATHERING = [
  ...GATHERED.map(({ sql, records }) => sql(newest(records))),
  articles('true'),
  forms('said'),
]

/** Blocks are sorted one by one: as large as memory should be used for. */
const BLOCK_ROWS = 500_000

/** With a limit of one byte nothing is merged while a table is being filled, or at all. */
export const UNMERGED = 'max_bytes_to_merge_at_max_space_in_pool'

/** Something that every session reads is in a table of this name, for the name the statements know. */
export type Shared = (table: string) => string

/** Gathers the records of a few conversations into temporary tables. */
export async function gather(session: Session, sources: Sources, settings: Settings): Promise<void> {
  await drop(session, GATHERED_TABLES)
  for (const each of GATHERED) {
    await session.run({ sql: `CREATE TEMPORARY TABLE ${each.table} (${each.columns}) ENGINE = Memory` })
    await fill(session, each, each.table, sources, settings)
  }
}

/**
 * Gathers the records of many conversations for all sessions: on the disk and in order, which costs less than to order them in memory.
 * Whoever gathers drops these tables.
 *
 * @param tables which of {@link GATHERED_TABLES}
 */
export async function gatherShared(
  session: Session,
  tables: readonly string[],
  shared: Shared,
  sources: Sources,
  settings: Settings,
): Promise<void> {
  for (const each of GATHERED.filter(({ table }) => tables.includes(table))) {
    const table = shared(each.table)
    await session.run({
      sql: `CREATE TABLE ${table} (${each.columns}) ENGINE = MergeTree ORDER BY (${each.order}) SETTINGS ${UNMERGED} = 1`,
    })
    await fill(session, each, table, sources, { ...settings, min_insert_block_size_rows: BLOCK_ROWS })
  }
}

async function fill(
  session: Session,
  { records, sql }: Gathered,
  table: string,
  sources: Sources,
  settings: Settings,
): Promise<void> {
  for (const { from, where, params = {} } of await sources(records))
    await session.run({ sql: `INSERT INTO ${table} ${sql(from)} WHERE ${where}`, params, settings })
}

/** Lets statements of a session find a shared table under the name they know. */
export async function see(session: Session, tables: readonly string[], shared: Shared): Promise<void> {
  await drop(session, tables)
  for (const table of tables)
    await session.run({
      sql: `CREATE TEMPORARY TABLE ${table} ENGINE = Merge(currentDatabase(), '^${shared(table)}$')`,
    })
}
