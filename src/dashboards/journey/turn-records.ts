import { type Engine, rows } from '../../store/engine.ts'
import { TICKET_NUMBER } from '../replay/ticket-number.ts'

/** What a page of turns is about. */
interface TurnIds {
  readonly interaction_id: string
  readonly conversation_id: string
}

const idsOf = (turns: readonly TurnIds[]): string[] => turns.map(turn => turn.interaction_id)
const conversationsOf = (turns: readonly TurnIds[]): string[] => [
  ...new Set(turns.map(turn => turn.conversation_id)),
]

/**
 * The records of the conversations of a page: one column is read through for them without FINAL, which costs a third, and what is found
 * is read with it, by key. The id is named with its table: it may be the alias of another column.
 */
const ofConversations = (table: string, where = 'true'): string =>
  `${table}.id IN (SELECT id FROM ${table} PREWHERE conversation_id IN {conversations:Array(String)} WHERE ${where})`

/** Long answers are cut in the table; the conversation has all of them. */
const LONGEST_TEXT = 600

/** What people said, and what the assistant answered first, by the id of what they did. */
export async function textsOf(
  engine: Engine,
  turns: readonly TurnIds[],
): Promise<{ questions: ReadonlyMap<string, string>; answers: ReadonlyMap<string, string> }> {
  const [questions, answers] = await Promise.all([
    rows<{ id: string; text: string }>(engine, {
      sql: `SELECT id, assumeNotNull(detail.content) AS text FROM interactions FINAL
            WHERE id IN {ids:Array(String)} AND detail.content IS NOT NULL`,
      params: { ids: idsOf(turns) },
    }),
    rows<{ id: string; text: string }>(engine, {
      sql: `SELECT assumeNotNull(parent_interaction_id) AS id,
              substringUTF8(argMin(ifNull(detail.content, ''), (created_time, interactions.id)), 1, ${LONGEST_TEXT}) AS text
            FROM interactions FINAL
            WHERE ${ofConversations('interactions')} AND actor = 'bot' AND parent_interaction_id IN {ids:Array(String)} GROUP BY parent_interaction_id`,
      params: { ids: idsOf(turns), conversations: conversationsOf(turns) },
    }),
  ])
  const byId = (found: readonly { id: string; text: string }[]): Map<string, string> =>
    new Map(found.map(({ id, text }) => [id, text]))
  return { questions: byId(questions), answers: byId(answers) }
}

/** Names of the resources that answers cite, each once, by the id of what the answer is to. */
export async function citationsOf(
  engine: Engine,
  turns: readonly TurnIds[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await rows<{ id: string; names: string[] }>(engine, {
    sql: `SELECT interaction_id AS id, arraySort(groupUniqArray(
            if(plugin_resources.type = 'RESOURCE_TYPE_TICKET', ${TICKET_NUMBER}, coalesce(detail.name, detail.external_resource_id, resource_id)))) AS names
          FROM plugin_resources FINAL
          WHERE ${ofConversations('plugin_resources')} AND cited AND interaction_id IN {ids:Array(String)} GROUP BY interaction_id`,
    params: { ids: idsOf(turns), conversations: conversationsOf(turns) },
  })
  return new Map(found.map(({ id, names }) => [id, names]))
}

/** Tickets by the id of the question, or of what else, they were filed for. */
export async function ticketsOf(
  engine: Engine,
  turns: readonly TurnIds[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await rows<{ id: string; tickets: string[] }>(engine, {
    sql: `WITH thread AS (
            SELECT id AS turn_id, arrayJoin(arrayDistinct([id, ifNull(question_id, id)])) AS subject,
              if(label = 'file_ticket', nullIf(form_title, ''), NULL) AS filed
            FROM turn_facts FINAL
            WHERE conversation_key IN (SELECT xxh3(arrayJoin({conversations:Array(String)})))
          )
          SELECT subject AS id, arraySort(groupUniqArray(assumeNotNull(number))) AS tickets FROM (
            SELECT subject, filed AS number FROM thread
            UNION ALL
            SELECT subject, ${TICKET_NUMBER} AS number
            FROM (SELECT * FROM plugin_resources FINAL
              WHERE ${ofConversations('plugin_resources', "type = 'RESOURCE_TYPE_TICKET'")} AND type = 'RESOURCE_TYPE_TICKET' AND cited) AS resource
            INNER JOIN thread ON thread.turn_id = resource.interaction_id
          )
          WHERE number IS NOT NULL AND subject IN {ids:Array(String)} GROUP BY subject`,
    params: { ids: idsOf(turns), conversations: conversationsOf(turns) },
  })
  return new Map(found.map(({ id, tickets }) => [id, tickets]))
}
