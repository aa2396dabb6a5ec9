import { randomUUID } from 'node:crypto'
import type { Entity } from '../schema/attribute.ts'
import type { Engine } from '../store/engine.ts'
import { addCounts, NO_RECORDS, type RecordBatch, type UpsertCounts, upsert } from '../store/upsert.ts'
import { type Page, type SourceClient, SyncError } from './source-client.ts'
import { lastWindows, saveWindow, type Window } from './windows.ts'

/** Pages are gathered to batches of about this size before they are stored: what a run may have to read again. */
const BATCH_BYTES = 16 * 1024 * 1024
export const BATCH_RECORDS = 25_000

/** A resumed window that was begun this recently is as fresh as a new one: the source's own loads are hours apart. */
const FRESH_MS = 3600 * 1000

export interface EntitySyncOptions {
  readonly engine: Engine
  readonly client: SourceClient
  readonly entity: Entity
  /** Read everything again, whatever was read before. */
  readonly full: boolean
  /** How far before the last complete window the next one begins, in milliseconds: what the source stamped early and showed late. */
  readonly lookBackMs: number
  /** How many records a batch has before it is stored: at most so many, and a page, are read again after a failure. */
  readonly batchRecords: number
  /** Called after each batch: what this run has stored, and how many records it should come to, where the source says. */
  readonly progress: (counts: UpsertCounts, expected: number | undefined) => void
}

/**
 * Reads what is new of one entity and stores it, going on where an earlier run was cut off.
 *
 * A page is stored before its window is said to be past it, so a run may end at any moment: the next one reads at most one
 * batch twice. A window is complete only when the source gave no further link.
 *
 * @throws SyncError when the source refuses or keeps failing; the window stays open and the next run goes on from there
 */
export async function syncEntity(options: EntitySyncOptions): Promise<UpsertCounts> {
  const { client, entity } = options
  let counts = NO_RECORDS
  const read = (window: Window): Promise<void> =>
    readWindow(options, window, (stored, expected) => {
      counts = addCounts(counts, stored)
      options.progress(counts, expected)
    })
  const { window, resumed } = await openWindow(options)
  await read(window).catch((error: unknown) => {
    // A link kept from an earlier run may have expired: then the window is read from its beginning, once.
    const expired = error instanceof SyncError && [400, 404, 410].includes(error.status ?? 0)
    if (!resumed || !expired) throw error
    return read({ ...window, next: client.firstPage(entity.name, window.since) })
  })
  // What the source updated since an old window was begun is still to be read.
  if (resumed && Date.now() - Date.parse(window.started) >= FRESH_MS)
    await read((await openWindow(options)).window)
  return counts
}

async function openWindow(options: EntitySyncOptions): Promise<{ window: Window; resumed: boolean }> {
  const { engine, client, entity, full, lookBackMs } = options
  const last = await lastWindows(engine, client.name, entity.name)
  if (last.open && (!full || last.open.since === null))
    return { window: { ...last.open, state: 'running' }, resumed: true }
  const now = await client.now(entity.name)
  const since =
    full || !last.complete ? null : new Date(Date.parse(last.complete.until) - lookBackMs).toISOString()
  const window: Window = {
    source: client.name,
    entity: entity.name,
    id: randomUUID(),
    since,
    until: now.toISOString(),
    state: 'running',
    next: client.firstPage(entity.name, since),
    counts: NO_RECORDS,
    started: new Date().toISOString(),
    reason: '',
  }
  await saveWindow(engine, window)
  return { window, resumed: false }
}

/** Reads a window from its next page to its last, fetching while it stores. `stored` is told of every batch. */
async function readWindow(
  options: EntitySyncOptions,
  begun: Window,
  stored: (counts: UpsertCounts, expected: number | undefined) => void,
): Promise<void> {
  const { engine, client, entity, batchRecords } = options
  const total = await client.count(entity.name, begun.since)
  const expected = total === undefined ? undefined : Math.max(0, total - begun.counts.read)
  let window = begun
  let storing: Promise<void> = Promise.resolve()
  const store = async (batch: RecordBatch, next: string | undefined): Promise<void> => {
    const counts = await upsert(engine, entity, batch)
    window = {
      ...window,
      counts: addCounts(window.counts, counts),
      next: next ?? '',
      state: next === undefined ? 'complete' : 'running',
      reason: '',
    }
    await saveWindow(engine, window)
    stored(counts, expected)
  }
  try {
    for await (const { batch, next } of batches(client, window.next, batchRecords)) {
      // At most one batch is being stored while the next is being read.
      await storing
      storing = store(batch, next)
      storing.catch(() => {})
    }
    await storing
  } catch (error) {
    await storing.catch(() => {})
    if (window.state !== 'complete')
      await saveWindow(engine, {
        ...window,
        state: 'failed',
        reason: error instanceof Error ? error.message : String(error),
      })
    throw error
  }
}

/** Pages from `link` on, several to a batch, each with the link that follows it. */
async function* batches(
  client: SourceClient,
  link: string,
  batchRecords: number,
): AsyncIterable<{ batch: RecordBatch; next: string | undefined }> {
  let next: string | undefined = link
  const circle = new CircleWatch()
  while (next !== undefined) {
    const lines: Uint8Array[] = []
    let bytes = 0
    let records = 0
    while (next !== undefined && bytes < BATCH_BYTES && records < batchRecords) {
      const page: Page = await client.page(next, records)
      if (page.next !== undefined && (page.next === next || circle.closedBy(page.batch)))
        throw new SyncError(`The source's links lead in a circle, to a page that was read already: ${next}`)
      lines.push(page.batch.lines)
      bytes += page.batch.lines.length
      records += page.batch.records
      next = page.next
    }
    yield { batch: { lines: Buffer.concat(lines), records }, next }
  }
}

/**
 * Notices links that lead in a circle by what their pages hold, because links to one page may differ (a time, a signature).
 * It remembers one page only (Brent's algorithm): a longer circle is noticed some rounds later.
 */
class CircleWatch {
  #remembered: string | undefined
  #steps = 0
  #patience = 1

  /** Whether a page was seen before. An empty one tells nothing. */
  closedBy(page: RecordBatch): boolean {
    if (page.records === 0) return false
    const mark = endsOf(page)
    if (mark === this.#remembered) return true
    if (++this.#steps === this.#patience) {
      this.#remembered = mark
      this.#steps = 0
      this.#patience *= 2
    }
    return false
  }
}

/** A page's first and last record. */
function endsOf({ lines }: RecordBatch): string {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength)
  const first = bytes.toString('utf8', 0, bytes.indexOf('\n'))
  const last = bytes.toString('utf8', bytes.lastIndexOf('\n', bytes.length - 2) + 1)
  return [first, last].map(line => line.replace(/^\{"n":\d+,/, '').trim()).join('\n')
}
