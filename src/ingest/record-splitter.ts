import type { RecordBatch } from '../store/upsert.ts'
import { ByteBuilder } from './byte-builder.ts'
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from './json-bytes.ts'
import { RecordScanner } from './record-scanner.ts'

/** Raised for input that is not JSON at the level of records: cut off, or with brackets that do not match. */
export class InputError extends Error {
  override name = 'InputError'
}

/** Larger than any record of the Data API by three orders of magnitude; beyond it, the input is not what it is said to be. */
const MAX_RECORD_BYTES = 64 * 1024 * 1024

const FIRST_VALUE_KEY = Buffer.from('{"value":')
const LATER_VALUE_KEY = Buffer.from(',"value":')
const BYTE_ORDER_MARK = Buffer.from('\uFEFF')
const EMPTY_ENVELOPE = /^\{"@?odata\./

const BEFORE_NUMBER = Buffer.from('{"n":')
const AFTER_RECORD = Buffer.from('}\n')
/** Of what is not a compact object. */
const NO_SHAPE = 0

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/**
 * Finds the records in JSON text without parsing them: in a Data API response (`{"value": […]}`), an array, a sequence of
 * objects (NDJSON), or several of these one after another. White space outside strings is dropped; every other byte of a
 * record is kept as it came. Whether a record is sound JSON is for the engine to say.
 *
 * Records that come whole and compact, as nearly all do, are copied at once; all else goes byte by byte, to the same result.
 *
 * Feed it with `push`, take what is ready with `take`, and finish with `end`.
 */
export class RecordSplitter {
  /** What stands in responses beside their records, such as `@odata.nextLink`: one object a response. */
  readonly envelopes: { readonly [name: string]: unknown }[] = []
  /** The ids of the records found, in their order, null for one without; only when they were asked for. */
  readonly ids: (string | null)[] | undefined
  /** How many records came before, in earlier inputs of the same batch: numbering goes on from there. */
  readonly #before: number
  #records = 0
  #ready = 0
  #lines: ByteBuilder
  /** Where the lines begin that are not taken yet. */
  #start: number
  readonly #scanner = new RecordScanner()
  #shape = -1
  #beforeRecord = Buffer.alloc(0)
  #position = 0
  #inString = false
  #escaped = false
  /** The closing bracket of everything that is open. */
  readonly #closers: number[] = []
  /** How many brackets stand around a record: 0 in a sequence of objects, 1 in an array, 2 in a response. */
  #recordDepth = 0
  /** The text of what is being read, without white space: a record, or what may turn out to be a response. */
  readonly #item = new ByteBuilder()
  #itemOpen = false
  /** A response's text up to its records. */
  #envelope: Buffer | undefined

  /**
   * @param before how many records came before, in earlier inputs of the same batch
   * @param into where the lines are put, behind what is there already
   * @param withIds whether {@link ids} are wanted
   */
  constructor(before = 0, into = new ByteBuilder(), withIds = false) {
    this.#before = before
    this.ids = withIds ? [] : undefined
    this.#lines = into
    this.#start = into.length
  }

  /** Records found so far. */
  get records(): number {
    return this.#records
  }

  /** Bytes that `take` would give. */
  get pending(): number {
    return this.#lines.length - this.#start
  }

  /** The records found and not yet taken. */
  take(): RecordBatch & { readonly lines: Buffer } {
    const batch = { lines: this.#lines.view().subarray(this.#start), records: this.#ready }
    this.#lines = new ByteBuilder(batch.lines.length)
    this.#start = 0
    this.#ready = 0
    return batch
  }

  /** @throws InputError when the brackets of `chunk` do not match what came before */
  push(chunk: Uint8Array): void {
    this.#scan(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    this.#position += chunk.length
    if (this.#item.length > MAX_RECORD_BYTES)
      throw new InputError(`Record ${this.#records + 1} is larger than ${MAX_RECORD_BYTES} bytes.`)
  }

  /** @throws InputError when the input ends in the middle of something */
  end(): void {
    if (this.#itemOpen && this.#closers.length === 0 && !this.#inString) this.#closeRecord()
    if (this.#closers.length === 0 && !this.#inString) return
    const where = this.#itemOpen ? `record ${this.#records + 1}` : 'a list of records'
    throw new InputError(
      `The input ends after ${this.#position} bytes, in the middle of ${where}: it was cut off.`,
    )
  }

  #scan(chunk: Buffer): void {
    // Bytes from `run` on belong to the open item and are not copied yet.
    let run = 0
    const copy = (until: number): void => {
      if (this.#itemOpen && until > run) this.#item.append(chunk, run, until)
      run = until
    }
    for (let i = 0; i < chunk.length; i++) {
      if (this.#inString) {
        i = this.#skipString(chunk, i)
        continue
      }
      const byte = chunk[i]!
      if (isSpace(byte) || BYTE_ORDER_MARK[this.#position + i] === byte) {
        copy(i)
        run = i + 1
        continue
      }
      const between = this.#closers.length === this.#recordDepth
      if (between && byte === COMMA) {
        copy(i)
        run = i + 1
        this.#closeRecord()
        continue
      }
      if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        copy(i)
        this.#closeBracket(byte, i)
        // Closing brackets are copied unless they end a plain list.
        if (this.#itemOpen) copy(i + 1)
        else run = i + 1
        if (this.#itemOpen && this.#closers.length === this.#recordDepth) this.#closeRecord()
        continue
      }
      if (between && !this.#itemOpen) {
        run = i
        if (byte === OPEN_BRACKET && this.#recordDepth === 0) {
          this.#recordDepth = 1
          this.#closers.push(CLOSE_BRACKET)
          run = i + 1
          continue
        }
        if (byte !== OPEN_BRACE && this.#recordDepth === 0)
          throw new InputError(
            `Byte ${this.#position + i} of the input is "${String.fromCharCode(byte)}", where an object or a list should begin: the input is not JSON records.`,
          )
        const end = byte === OPEN_BRACE ? this.#wholeRecord(chunk, i) : -1
        if (end > 0) {
          i = end - 1
          run = end
          continue
        }
        this.#itemOpen = true
      }
      if (byte === QUOTE) this.#inString = true
      else if (byte === OPEN_BRACE) this.#closers.push(CLOSE_BRACE)
      else if (byte === OPEN_BRACKET) {
        copy(i + 1)
        this.#closers.push(CLOSE_BRACKET)
        if (this.#opensValue()) this.#openValue()
      }
    }
    copy(chunk.length)
  }

  /** Takes a record that stands in the chunk as a whole, and gives where it ends; -1 when it does not. */
  #wholeRecord(chunk: Buffer, start: number): number {
    const isOuter = this.#recordDepth === 0
    if (isOuter && this.#isEnvelope(chunk.subarray(start, start + 16))) return -1
    const end = this.#scanner.scan(chunk, start, isOuter)
    if (end - start > MAX_RECORD_BYTES) return -1
    if (end > 0) this.#addRecord(true, chunk, start, end)
    return end
  }

  /** From inside a string to its closing quote, or to the end of the chunk. */
  #skipString(chunk: Uint8Array, from: number): number {
    let i = from
    for (; i < chunk.length; i++) {
      if (this.#escaped) this.#escaped = false
      else if (chunk[i] === BACKSLASH) this.#escaped = true
      else if (chunk[i] === QUOTE) {
        this.#inString = false
        return i
      }
    }
    return i
  }

  /** Whether the bracket just opened is that of a response's records: the list under the key `value` of an outer object. */
  #opensValue(): boolean {
    if (this.#recordDepth !== 0 || this.#closers.length !== 2) return false
    const text = this.#item.view().subarray(0, -1)
    return [FIRST_VALUE_KEY, LATER_VALUE_KEY].some(key => text.subarray(-key.length).equals(key))
  }

  #openValue(): void {
    this.#envelope = Buffer.from(this.#item.view())
    this.#item.clear()
    this.#itemOpen = false
    this.#recordDepth = 2
  }

  #closeBracket(byte: number, at: number): void {
    const ends = this.#closers.length === this.#recordDepth
    if (ends) this.#closeRecord()
    const expected = this.#closers.pop()
    if (expected !== byte)
      throw new InputError(
        `Byte ${this.#position + at} of the input is "${String.fromCharCode(byte)}", ${
          expected === undefined ? 'but nothing is open' : `where "${String.fromCharCode(expected)}" is due`
        }: the input is not JSON.`,
      )
    if (!ends) return
    // The end of a list of records. In a response, what surrounds it goes on.
    this.#recordDepth = 0
    if (this.#envelope === undefined) return
    this.#item.append(this.#envelope)
    this.#itemOpen = true
  }

  #closeRecord(): void {
    if (!this.#itemOpen) return
    const text = this.#item.view()
    this.#itemOpen = false
    if (this.#recordDepth === 0 && this.#isEnvelope(text)) {
      this.#closeEnvelope(text)
    } else {
      // Only an object is kept as it came; anything else will be refused, and must not upset the rest of its batch.
      const isObject = text[0] === OPEN_BRACE
      const whole = isObject ? text : Buffer.from(JSON.stringify(text.toString('utf8')))
      const isScanned = isObject && this.#scanner.scan(text, 0) === text.length
      this.#addRecord(isScanned, whole, 0, whole.length)
    }
    this.#item.clear()
  }

  /** @param isScanned whether the scanner has just gone through the record, from its beginning to its end */
  #addRecord(isScanned: boolean, source: Buffer, start: number, end: number): void {
    this.#records++
    this.#ready++
    if (this.ids) {
      const { idStart, idEnd } = this.#scanner
      const isPlain = isScanned && idEnd > 0
      this.ids.push(
        isPlain ? source.toString('latin1', idStart, idEnd) : parsedId(source.toString('utf8', start, end)),
      )
    }
    const shape = isScanned ? this.#scanner.shape : NO_SHAPE
    // Neighbours mostly have the same shape.
    if (shape !== this.#shape) {
      this.#shape = shape
      this.#beforeRecord = Buffer.from(`,"shape":${shape},"record":`)
    }
    const lines = this.#lines
    lines.append(BEFORE_NUMBER)
    lines.appendNumber(this.#before + this.#records)
    lines.append(this.#beforeRecord)
    lines.append(source, start, end)
    lines.append(AFTER_RECORD)
  }

  /** A response without `value` is known by its control information: empty pages have been seen without it. */
  #isEnvelope(text: Buffer): boolean {
    return this.#envelope !== undefined || EMPTY_ENVELOPE.test(text.toString('latin1', 0, 16))
  }

  #closeEnvelope(text: Buffer): void {
    this.#envelope = undefined
    try {
      this.envelopes.push(JSON.parse(text.toString('utf8')) as { [name: string]: unknown })
    } catch (error) {
      throw new InputError(
        `The response around the records is not JSON: ${error instanceof Error ? error.message : error}`,
      )
    }
  }
}

/** The id of a record; null when it has none, or is none. */
function parsedId(text: string): string | null {
  try {
    const record = JSON.parse(text) as { id?: unknown } | null
    return typeof record?.id === 'string' ? record.id : null
  } catch {
    return null
  }
}
