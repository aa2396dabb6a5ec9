import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Entity } from '../schema/attribute.ts'
import { compact } from '../store/compact.ts'
import type { Engine } from '../store/engine.ts'
import {
  addCounts,
  NO_RECORDS,
  type RecordBatch,
  type RefusedRecord,
  type UpsertCounts,
  upsert,
} from '../store/upsert.ts'
import { InputError, RecordSplitter } from './record-splitter.ts'

/** Records are stored in batches of about this many bytes: the memory an import needs, and what one statement stores. */
const BATCH_BYTES = 32 * 1024 * 1024

export interface ImportOptions {
  /** Called after each batch with the counts so far. */
  readonly progress?: ((counts: UpsertCounts) => void) | undefined
  /** Called with each batch before it is stored; gives what is stored instead. */
  readonly prepare?: (batch: RecordBatch) => Promise<RecordBatch>
  /** Told of refused records, the first hundred of each batch. Their numbers count over the whole input, from 1. */
  readonly onRefused?: (refused: readonly RefusedRecord[]) => void
}

/** Raised when an input cannot be read to its end. What came before is stored, and counted here. */
export class ImportError extends Error {
  override name = 'ImportError'
  readonly counts: UpsertCounts

  constructor(message: string, counts: UpsertCounts, options?: ErrorOptions) {
    super(message, options)
    this.counts = counts
  }
}

/**
 * Stores the records of an input: a Data API response, a JSON array or NDJSON, plain or gzip. Its size does not matter.
 *
 * @throws ImportError when the input is cut off or not JSON; importing it again once mended is safe. What the input itself
 *   throws, as a file that is not there, and what the store throws come as they are.
 */
export async function importRecords(
  engine: Engine,
  entity: Entity,
  input: AsyncIterable<Uint8Array>,
  { progress = () => {}, prepare = async batch => batch, onRefused = () => {} }: ImportOptions = {},
): Promise<UpsertCounts> {
  const splitter = new RecordSplitter()
  let counts = NO_RECORDS
  const store = async (): Promise<void> => {
    const batch = await prepare(splitter.take())
    counts = addCounts(counts, await upsert(engine, entity, batch, { onRefused }))
    progress(counts)
  }
  const chunks = unpacked(input)
  let failure: unknown
  try {
    // Only reading stands inside: when storing fails, nothing more is stored.
    for (let more = true; more; ) {
      more = await readBatch(chunks, splitter).catch((error: unknown) => {
        failure = error
        return false
      })
      await store()
    }
  } finally {
    await chunks.return?.(undefined)
  }
  await compact(engine, entity, counts.new + counts.changed)
  if (failure === undefined) return counts
  if (failure instanceof InputError || isGzipError(failure))
    throw new ImportError(`${reasonOf(failure)} ${whatCameBefore(counts)}`, counts, { cause: failure })
  throw failure
}

/** Reads about a batch. Gives whether more may follow. */
async function readBatch(chunks: AsyncIterator<Uint8Array>, splitter: RecordSplitter): Promise<boolean> {
  while (splitter.pending < BATCH_BYTES) {
    const { done, value } = await chunks.next()
    if (done) {
      splitter.end()
      return false
    }
    splitter.push(value)
  }
  return true
}

/** The input itself, or what is inside when it is gzip. */
async function* unpacked(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = input[Symbol.asyncIterator]()
  // Two bytes tell gzip from JSON; they may come one by one.
  let start: Uint8Array = new Uint8Array()
  while (start.length < 2) {
    const { done, value } = await chunks.next()
    if (done) break
    start = start.length === 0 ? value : Buffer.concat([start, value])
  }
  const all = async function* () {
    try {
      if (start.length > 0) yield start
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
    } finally {
      await chunks.return?.()
    }
  }
  const isGzip = start[0] === 0x1f && start[1] === 0x8b
  if (!isGzip) yield* all()
  // The reader of the result sees any error; nobody else has to.
  else yield* pipeline(all, createGunzip(), () => {}) as AsyncIterable<Uint8Array>
}

function isGzipError(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error && /^(Z_|ERR_.*PREMATURE_CLOSE)/.test((error as NodeJS.ErrnoException).code ?? '')
  )
}

function reasonOf(error: Error): string {
  return isGzipError(error) ? `The gzip data is cut off or damaged (${error.message}).` : error.message
}

function whatCameBefore({ read, refused }: UpsertCounts): string {
  if (read === 0) return 'Nothing was stored.'
  const records = read === 1 ? 'The record before that is' : `The ${read} records before that are`
  return `${records} stored${refused > 0 ? `, but for ${refused} refused` : ''}.`
}
