import { type Parameters, rows, type Session } from '../store/engine.ts'

/** A range of conversation ids: from `low` on, to before `high`; to the last when that is empty. */
export interface Slice {
  readonly low: string
  readonly high: string
}

/** What bounds the memory deriving needs: so many conversations of usual length, or interactions and conversations together. */
const SLICE_CONVERSATIONS = 100_000
const SLICE_RECORDS = 400_000

/** One in so many records is looked at to find equal ranges in a whole store. */
const SAMPLE = 16

/** Ranges of about as many touched conversations each. */
export function slicesOfTouched(session: Session): Promise<Slice[]> {
  return slicesOf(session, 'SELECT conversation_id FROM touched', SLICE_CONVERSATIONS)
}

/** Ranges of about as many records each, together all there may be. */
export function slicesOfAll(session: Session): Promise<Slice[]> {
  const sample = (id: string, table: string): string =>
    `SELECT ${id} AS conversation_id FROM ${table} WHERE cityHash64(id) % {sample:UInt8} = 0`
  return slicesOf(
    session,
    `${sample('conversation_id', 'interactions')} UNION ALL ${sample('id', 'conversations')}`,
    SLICE_RECORDS / SAMPLE,
    { sample: SAMPLE },
  )
}

async function slicesOf(
  session: Session,
  ids: string,
  step: number,
  params: Parameters = {},
): Promise<Slice[]> {
  const found = await rows<{ id: string }>(session, {
    sql: `SELECT DISTINCT conversation_id AS id FROM (
        SELECT conversation_id, row_number() OVER (ORDER BY conversation_id) AS place FROM (${ids})
      ) WHERE place % {step:UInt32} = 0 AND conversation_id != '' ORDER BY id`,
    params: { ...params, step },
  })
  const bounds = ['', ...found.map(row => row.id), '']
  return bounds.slice(1).map((high, i) => ({ low: bounds[i]!, high }))
}
