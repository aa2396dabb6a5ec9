import { ByteBuilder } from '../ingest/byte-builder.ts'
import type { Entity } from '../schema/attribute.ts'
import type { Engine } from '../store/engine.ts'
import { addCounts, type Novelties, type RecordBatch, type UpsertCounts, upsert } from '../store/upsert.ts'
import type { PagePlace } from './page-body.ts'
import type { SourceClient } from './source-client.ts'
import { Tally } from './tally.ts'
import { type WalkOptions, walk } from './walk.ts'
import { saveWindows, type Window } from './windows.ts'

/** Pages are gathered to batches of about this size before they are stored: what a run may have to read again. */
const BATCH_BYTES = 32 * 1024 * 1024
/** A source that is slow is stored from more often: what was read within this time may have to be read again. */
const BATCH_MS = 10_000

/** What reading windows of an entity needs. */
export interface WindowReader {
  readonly engine: Engine
  readonly client: SourceClient
  readonly entity: Entity
  /** How many records a batch has before it is stored. */
  readonly batchRecords: number
  /** Called after each batch with what became of it. */
  readonly stored: (counts: UpsertCounts) => void
  /** Told of what is new in each batch before it is stored; throws to keep it from being. */
  readonly judge?: ((novelties: Novelties) => void) | undefined
}

export interface Reading {
  readonly window: Window
  /** How many records this reading had that were refused. */
  readonly refused: number
}

/**
 * Reads a window from behind its last stored id to its end, storing while it reads. A batch is stored before the window is
 * said to be past it, so this may end at any moment.
 *
 * @param remembering for a source that does not keep to the order of ids: then it begins at the beginning
 * @param kept told of the window each time it has come further
 */
export async function readToEnd(
  reader: WindowReader,
  begun: Window,
  by: WalkOptions['by'],
  remembering: boolean,
  kept: (window: Window) => void,
): Promise<Reading> {
  const { engine, client, entity } = reader
  let window: Window = remembering ? { ...begun, lastId: '', tally: new Tally().kept } : begun
  const tally = new Tally(window.tally, remembering)
  let refused = 0
  const store = async ({ batch, ids }: Gathered, before: Promise<void>): Promise<void> => {
    const broken = new Set<number>()
    const upserted = upsert(engine, entity, batch, {
      refusedLimit: batch.records,
      judge: reader.judge,
      onRefused: list => {
        for (const { n } of list) broken.add(n)
      },
    })
    // The window is past a batch when it is past those before: what was stored behind one that failed is read again.
    const counts = await upserted.finally(() => before)
    refused += counts.refused
    let lastId = window.lastId
    ids.forEach((id, i) => {
      if (id === null) return
      lastId = id
      if (!broken.has(i + 1)) tally.add(id)
    })
    window = { ...window, lastId, tally: tally.kept, counts: addCounts(window.counts, counts), reason: '' }
    await saveWindows(engine, [window], client.clock.now())
    kept(window)
    reader.stored(counts)
  }
  const pages = gather(reader, {
    client,
    entity: entity.name,
    range: window,
    by,
    after: window.lastId || undefined,
    meter: window.meter,
  })
  let last: Promise<void> = Promise.resolve()
  let beforeLast = last
  try {
    for await (const gathered of pages) {
      // While a batch is being read, the one before it is derived, and the one before that is stored.
      await beforeLast
      ;[beforeLast, last] = [last, store(gathered, last)]
      last.catch(() => {})
    }
  } finally {
    await last
  }
  return { window: { ...window, readings: window.readings + 1 }, refused }
}

interface Gathered {
  readonly batch: RecordBatch
  readonly ids: readonly (string | null)[]
}

/**
 * The pages of a walk, several to a batch. Batches are put into three places by turns, whose memory is used again: when one is
 * given, the one before the one before it must be done with.
 */
async function* gather(
  { batchRecords, client: { clock } }: WindowReader,
  options: WalkOptions,
): AsyncGenerator<Gathered> {
  const places = [new ByteBuilder(), new ByteBuilder(), new ByteBuilder()]
  let lines = places[0]!
  let bytes = 0
  let records = 0
  let ids: (string | null)[] = []
  let begun = clock.now()
  const batch = (): Gathered => {
    const gathered = { batch: { lines: lines.view().subarray(0, bytes), records }, ids }
    places.push(places.shift()!)
    lines = places[0]!
    lines.clear()
    bytes = 0
    records = 0
    ids = []
    begun = clock.now()
    return gathered
  }
  const place = (): PagePlace => {
    // A page that was read and not given does not count.
    lines.truncate(bytes)
    return { before: records, lines }
  }
  try {
    for await (const page of walk(options, place)) {
      bytes += page.batch.lines.length
      records += page.batch.records
      for (const id of page.ids) ids.push(id)
      const isDue = records >= batchRecords || bytes >= BATCH_BYTES || clock.now() - begun >= BATCH_MS
      if (isDue && records > 0) yield batch()
    }
  } catch (error) {
    // What was read before the source failed is kept.
    if (records > 0) yield batch()
    throw error
  }
  if (records > 0) yield batch()
}
