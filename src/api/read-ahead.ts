import type { Engine } from '../store/engine.ts'
import { type PagedQuery, type RecordPage, readPages } from './page-reader.ts'

/** A client's place on its way through a query. */
export interface Step {
  /**
   * The same for every page of a walk, and for no other walk, of the same query neither: pages read ahead for a walk that
   * began earlier may lack rows that were stored since.
   */
  readonly walk: string
  /** Where the page begins: the `after` of the page before it; undefined for the first. */
  readonly after: string | undefined
  /** Rows a page. */
  readonly size: number
  /** How many rows the walk may still give, from this page on. */
  readonly limit: number | undefined
  readonly skip: number | undefined
  /** The query for the rows behind `after`. */
  query(after: string | undefined): PagedQuery
}

/** How long pages that were read ahead wait for their client. */
const MEMORY_MS = 30_000
/** All pages read ahead together hold no more than this. */
const MEMORY_BYTES = 256 * 1024 * 1024
/** A statement for 16 pages costs little more than one for a single page. */
const FIRST_PAGES = 16
/** A client that goes on gets twice as many at once, and again, up to this. */
const MOST_PAGES = 64
/**
 * As many of them as just stay below 16 MB. The engine doubles the memory of a result whenever it is full, and fills it with zeros:
 * with 23 pages of 650 kB one costs a sixth less than with 16. Still larger ones save nothing more, because the C library gives
 * their memory back to the kernel, and from 32 MB on each takes twice as long.
 */
const BATCH_BYTES = 15 * 1024 * 1024

/** Pages that follow one another; the statement that reads them may still be running. */
interface Ahead {
  readonly pages: Promise<readonly RecordPage[]>
  readonly bytes: number
  readonly until: number
}

/**
 * Reads ahead of clients that follow links: once a walk goes on past its first page, the engine reads many pages with one
 * statement, before they are asked for. Each page is given once and forgotten; one that is asked for again is read again.
 */
export class ReadAhead {
  readonly #engine: Engine
  readonly #now: () => number
  readonly #memoryBytes: number
  /** By walk and by the place where the first of the pages begins. The oldest come first. */
  readonly #ahead = new Map<string, Ahead>()
  #bytes = 0
  #cleaning: NodeJS.Timeout | undefined

  constructor(engine: Engine, now: () => number = Date.now, memoryBytes = MEMORY_BYTES) {
    this.#engine = engine
    this.#now = now
    this.#memoryBytes = memoryBytes
  }

  /** What the pages that wait for their clients hold, and those that are being read are thought to. */
  get bytes(): number {
    return this.#bytes
  }

  async page(step: Step): Promise<RecordPage> {
    this.#forgetOld()
    const [page, ...rest] = await this.#take(step)
    // The first page of a walk does not tell yet whether its client will go on.
    if (step.after !== undefined) this.#goOn(step, page!, rest)
    return page!
  }

  /** The page that is asked for, and those behind it that were read with it. */
  async #take(step: Step): Promise<readonly RecordPage[]> {
    const key = keyOf(step, step.after)
    const ahead = this.#ahead.get(key)
    if (!ahead) return this.#read(step, 1)
    this.#ahead.delete(key)
    try {
      return await ahead.pages
    } catch {
      // Many pages may take too long, or too much memory, where one does not.
      return this.#read(step, 1)
    } finally {
      // What is still being read is counted until it is here.
      this.#bytes -= ahead.bytes
    }
  }

  async #read(step: Step, pages: number): Promise<readonly RecordPage[]> {
    return readPages(this.#engine, step.query(step.after), { ...step, pages })
  }

  #goOn(step: Step, page: RecordPage, rest: readonly RecordPage[]): void {
    if (rest.length > 0) this.#keep(keyOf(step, page.after), Promise.resolve(rest), sizeOf(rest))
    const last = rest.at(-1) ?? page
    if (last.after === undefined) return
    const key = keyOf(step, last.after)
    if (this.#ahead.has(key)) return
    const known = rest.length + 1
    const pageBytes = page.rows.length + 1
    const wanted = Math.min(MOST_PAGES, Math.max(FIRST_PAGES, 2 * known))
    // Half of what is free: other walks shall find room too.
    const free = (this.#memoryBytes - this.#bytes) / 2
    const pages = Math.floor(Math.min(wanted, Math.max(2, BATCH_BYTES / pageBytes), free / pageBytes))
    if (pages < 2) return
    const limit = step.limit === undefined ? undefined : step.limit - step.size * known
    // While these pages are sent, the engine reads the next.
    const reading = this.#read({ ...step, after: last.after, limit, skip: undefined }, pages)
    const ahead = this.#keep(key, reading, page.rows.length * pages)
    const stillWaits = (): boolean => ahead !== undefined && this.#ahead.get(key) === ahead
    reading.then(
      // What was an estimate is known now.
      read => stillWaits() && this.#keep(key, reading, sizeOf(read)),
      // Whoever asks for the page will read it, and see the error if it is still there.
      () => stillWaits() && this.#forget(key),
    )
  }

  /** Pages for which there is no room are not kept: they will be read again when they are asked for. */
  #keep(key: string, pages: Promise<readonly RecordPage[]>, bytes: number): Ahead | undefined {
    this.#forget(key)
    if (this.#bytes + bytes > this.#memoryBytes) return undefined
    const ahead = { pages, bytes, until: this.#now() + MEMORY_MS }
    this.#ahead.set(key, ahead)
    this.#bytes += bytes
    this.#cleanLater()
    return ahead
  }

  #forget(key: string): void {
    const ahead = this.#ahead.get(key)
    if (!ahead) return
    this.#ahead.delete(key)
    this.#bytes -= ahead.bytes
  }

  /** The oldest come first, so the first young one ends the search. */
  #forgetOld(): void {
    const now = this.#now()
    for (const [key, { until }] of this.#ahead) {
      if (until > now) return
      this.#forget(key)
    }
  }

  /** Without it a server that is asked for nothing more would hold the pages of clients that went away. */
  #cleanLater(): void {
    this.#cleaning ??= setTimeout(() => {
      this.#cleaning = undefined
      this.#forgetOld()
      if (this.#ahead.size > 0) this.#cleanLater()
    }, MEMORY_MS).unref()
  }
}

const keyOf = (step: Step, after: string | undefined): string => `${step.walk}\n${after ?? ''}`

/** Pages of one statement share its result's memory, which is free when the last of them is gone. */
const sizeOf = (pages: readonly RecordPage[]): number => pages[0]?.rows.buffer.byteLength ?? 0
