import type { Entity } from '../schema/attribute.ts'
import type { Parameters, Session } from './engine.ts'
import { rows } from './engine.ts'
import { portions } from './portions.ts'

/**
 * The conversations of stored records, before these are deleted or stored in another conversation.
 *
 * @param which a condition over stored records
 */
export async function conversationsOf(
  session: Session,
  entity: Entity,
  which: string,
  params: Parameters = {},
): Promise<string[]> {
  const column = entity.name === 'conversations' ? 'id' : 'conversation_id'
  if (!(column in entity.attributes)) return []
  const found = await rows<{ conversation: string }>(session, {
    sql: `SELECT DISTINCT ${column} AS conversation FROM ${entity.table} AS records FINAL WHERE ${which}`,
    params,
    settings: { max_execution_time: 0 },
  })
  return found.map(row => row.conversation)
}

/**
 * Notes that conversations lose records, which these can no longer say: what is derived of them has to be derived again. To be
 * noted before, for the case that it is cut off, and after, for those who looked in between.
 */
export async function noteLeft(session: Session, conversations: readonly string[]): Promise<void> {
  for (const part of portions(conversations))
    await session.run({
      sql: 'INSERT INTO conversations_left SELECT arrayJoin({conversations:Array(String)}), now64(6)',
      params: { conversations: part },
    })
}
