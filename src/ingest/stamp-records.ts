import type { Entity } from '../schema/attribute.ts'
import type { Engine } from '../store/engine.ts'
import { recordTexts } from '../store/record-texts.ts'
import type { RecordBatch } from '../store/upsert.ts'
import { type JsonObject, normalizeRecord } from './normalize-record.ts'

/**
 * Makes a batch of records that an assistant sends ready for the store: in the Data API's form, and stamped.
 *
 * A record without `last_updated_time` gets `now`, unless the store has the very same under its id: then it gets the stored
 * stamp, so that sending a record again changes nothing.
 */
export async function stampRecords(
  engine: Engine,
  entity: Entity,
  batch: RecordBatch,
  now: Date,
): Promise<RecordBatch> {
  const lines = Buffer.from(batch.lines).toString('utf8').split('\n').slice(0, -1).map(readLine)
  const unstamped = lines.filter(
    line => line.record && isUnstamped(line.record) && typeof line.record.id === 'string',
  )
  const stored = await recordTexts(
    engine,
    entity,
    unstamped.map(line => line.record!.id as string),
  )
  const texts = lines.map(({ n, record, text }) => {
    if (!record) return text
    const complete = normalizeRecord(entity, record)
    return `{"n":${n},"record":${JSON.stringify(isUnstamped(record) ? stamped(complete, stored, now) : complete)}}`
  })
  return { lines: Buffer.from(texts.map(text => `${text}\n`).join('')), records: batch.records }
}

interface Line {
  readonly n: number
  /** Absent when it is not an object: the store will refuse it as it is. */
  readonly record: JsonObject | undefined
  readonly text: string
}

function readLine(text: string): Line {
  try {
    const { n, record } = JSON.parse(text) as { n: number; record: unknown }
    return {
      n,
      record: typeof record === 'object' && record !== null ? (record as JsonObject) : undefined,
      text,
    }
  } catch {
    return { n: 0, record: undefined, text }
  }
}

const isUnstamped = (record: JsonObject): boolean =>
  record.last_updated_time === undefined ||
  record.last_updated_time === null ||
  record.last_updated_time === ''

function stamped(record: JsonObject, stored: ReadonlyMap<string, string>, now: Date): JsonObject {
  const same = stored.get(record.id as string)
  if (same !== undefined) {
    const { last_updated_time } = JSON.parse(same) as { last_updated_time: string }
    if (JSON.stringify({ ...record, last_updated_time }) === same) return { ...record, last_updated_time }
  }
  return { ...record, last_updated_time: now.toISOString() }
}
