import { type Engine, rows } from '../../store/engine.ts'
import { TICKET_NUMBER } from './ticket-number.ts'

const ISO = { date_time_output_format: 'iso' } as const

export interface ConversationRow {
  readonly id: string
  readonly user_id: string
  readonly created_time: string
  readonly last_updated_time: string
  readonly route: string
  readonly primary_domain: string | null
  /** Type of a system event; null when a person began it. */
  readonly type: string | null
  /** Attributes of the record’s `detail`, when it is a system event: what is null is left out. */
  readonly detail: Readonly<Record<string, string>>
}

export interface InteractionRow {
  readonly id: string
  readonly actor: string
  readonly type: string
  readonly label: string | null
  readonly platform: string
  readonly user_id: string
  readonly parent_id: string | null
  readonly created_time: string
  readonly last_updated_time: string
  readonly text: string | null
  readonly form: string | null
  readonly domain: string | null
  readonly topic: string | null
  readonly resource_id: string | null
  readonly resource_type: string | null
  readonly file_types: readonly string[]
  readonly is_question: boolean
  /** The record’s `detail` as it came, with whatever no document knows. */
  readonly detail: string
}

export interface CallRow {
  readonly id: string
  readonly interaction_id: string
  readonly plugin: string
  readonly served: boolean
  readonly used: boolean
  readonly created_time: string
  readonly plugin_update_time: string | null
  readonly last_updated_time: string
}

export interface ResourceRow {
  readonly id: string
  readonly plugin_call_id: string | null
  readonly interaction_id: string
  readonly resource_id: string
  readonly type: string
  readonly cited: boolean
  readonly created_time: string
  readonly last_updated_time: string
  readonly name: string | null
  readonly snippet: string | null
  readonly url: string | null
  readonly domain: string | null
  readonly source: string | null
  readonly kind: string | null
  readonly ticket: string | null
}

export interface PersonRow {
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly language: string | null
  readonly department: string | null
  readonly location: string | null
  readonly country: string | null
  readonly role: string | null
}

/** All records of a conversation. The conversation’s own is null when it is not here. */
export interface ConversationRecords {
  readonly conversation: ConversationRow | null
  readonly interactions: readonly InteractionRow[]
  readonly calls: readonly CallRow[]
  readonly resources: readonly ResourceRow[]
}

/**
 * The records of a conversation: tables are in the order of ids, so that one column is read through for them. Without FINAL that
 * costs a third; the ids that are found are then read with it, by key.
 */
const ofConversation = (table: string): string =>
  `${table}.id IN (SELECT id FROM ${table} PREWHERE conversation_id = {id:String}) AND conversation_id = {id:String}`

/** Reads all records that name a conversation, in the order in which they were created. */
export async function readConversation(engine: Engine, id: string): Promise<ConversationRecords> {
  const read = <Row>(sql: string): Promise<Row[]> => rows<Row>(engine, { sql, params: { id }, settings: ISO })
  const [conversations, interactions, calls, resources] = await Promise.all([
    read<Omit<ConversationRow, 'detail'> & { record: string }>(
      `SELECT id, user_id, created_time, last_updated_time, route, primary_domain, type, record
       FROM conversations FINAL WHERE id = {id:String}`,
    ),
    read<InteractionRow>(
      `SELECT id, actor, interactions.type AS type, label, platform, user_id, nullIf(parent_interaction_id, '') AS parent_id,
         created_time, last_updated_time, detail.content AS text, detail.detail AS form, detail.domain AS domain,
         detail.entity AS topic, detail.resource_id AS resource_id, detail.type AS resource_type,
         detail.file_types AS file_types, actor = 'user' AND interactions.type = 'INTERACTION_TYPE_FREE_TEXT' AS own,
         toBool(own) AS is_question, JSONExtractRaw(record, 'detail') AS detail
       FROM interactions FINAL WHERE ${ofConversation('interactions')}
       ORDER BY created_time, own DESC, id LIMIT ${MOST_RECORDS}`,
    ),
    read<CallRow>(
      `SELECT id, interaction_id, plugin_name AS plugin, served, used, created_time, plugin_update_time, last_updated_time
       FROM plugin_calls FINAL WHERE ${ofConversation('plugin_calls')}
       ORDER BY created_time, id LIMIT ${MOST_RECORDS}`,
    ),
    read<ResourceRow>(
      `SELECT id, plugin_call_id, interaction_id, resource_id, plugin_resources.type AS type, cited, created_time, last_updated_time,
         detail.name AS name, detail.snippet AS snippet, detail.url AS url, detail.domain AS domain, detail.source AS source,
         coalesce(detail.ticket_type, detail.type) AS kind,
         if(plugin_resources.type = 'RESOURCE_TYPE_TICKET', ${TICKET_NUMBER}, NULL) AS ticket
       FROM plugin_resources FINAL WHERE ${ofConversation('plugin_resources')}
       ORDER BY cited DESC, created_time, id LIMIT ${MOST_RECORDS}`,
    ),
  ])
  const [found] = conversations
  return { conversation: found ? withDetail(found) : null, interactions, calls, resources }
}

/** What a page can show; no conversation that people had comes near. */
const MOST_RECORDS = 20_000

function withDetail({
  record,
  ...row
}: Omit<ConversationRow, 'detail'> & { record: string }): ConversationRow {
  const { detail } = JSON.parse(record) as { detail?: unknown }
  const known = typeof detail === 'object' && detail !== null ? Object.entries(detail) : []
  return {
    ...row,
    detail: Object.fromEntries(
      known.flatMap(([name, value]) =>
        value === null ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
      ),
    ),
  }
}

/** Of interactions that are parents but not in the conversation: the conversation they are in. */
export async function findElsewhere(
  engine: Engine,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const found = await rows<{ id: string; conversation_id: string }>(engine, {
    sql: 'SELECT id, conversation_id FROM interactions FINAL WHERE id IN {ids:Array(String)}',
    params: { ids },
  })
  return new Map(found.map(row => [row.id, row.conversation_id]))
}

/** Who somebody is, and what was known of them at that time. Null when their record is not here. */
export async function readPerson(engine: Engine, id: string, at: string): Promise<PersonRow | null> {
  const [found] = await rows<PersonRow & { known: boolean }>(engine, {
    sql: `SELECT {id:String} AS id, * FROM (
            SELECT any(trim(concat(ifNull(first_name, ''), ' ', ifNull(last_name, '')))) AS name,
              nullIf(any(email_addr), '') AS email, nullIf(any(user_preferred_language), '') AS language, toBool(count() > 0) AS known
            FROM users FINAL WHERE id = {id:String}
          ) AS recorded CROSS JOIN (
            SELECT argMax(tuple(department), valid_from).1 AS department, argMax(tuple(location), valid_from).1 AS location,
              argMax(tuple(country), valid_from).1 AS country, argMax(tuple(people.role), valid_from).1 AS role
            FROM people FINAL WHERE user_id = {id:String} AND valid_from <= parseDateTime64BestEffort({at:String}, 3, 'UTC')
          ) AS attributed`,
    params: { id, at },
    settings: ISO,
  })
  if (!found) return null
  const { known, ...person } = found
  return known || person.department !== null ? person : null
}

/** The conversations a person had before and after one, system events left out. */
export async function readNeighbours(
  engine: Engine,
  { user_id, id, created_time }: Pick<ConversationRow, 'user_id' | 'id' | 'created_time'>,
): Promise<{ before: string | null; after: string | null }> {
  const [found] = await rows<{ before: string; after: string }>(engine, {
    sql: `SELECT
        argMaxIf(conversation_id, (time, conversation_id), (time, conversation_id) < (at, {id:String})) AS before,
        argMinIf(conversation_id, (time, conversation_id), (time, conversation_id) > (at, {id:String})) AS after
      FROM (SELECT *, parseDateTime64BestEffort({time:String}, 3, 'UTC') AS at FROM conversation_facts FINAL
        WHERE user_key = xxh3({user:String}) AND system_event IS NULL)`,
    params: { user: user_id, id, time: created_time },
  })
  return { before: found?.before || null, after: found?.after || null }
}
