import type { Clock } from './clock.ts'
import type { Meter } from './meter.ts'
import { type PageBody, type PagePlace, readPageBody } from './page-body.ts'
import { type PersistenceOptions, PersistentClient } from './persistent-client.ts'
import { filterOf, type Range } from './range.ts'
import { SourceAddress } from './source-address.ts'
import { LinkError, SyncError } from './sync-error.ts'

/** One page of a collection. */
export interface Page extends PageBody {
  readonly bytes: number
}

export interface SourceOptions extends PersistenceOptions {
  /** Where the collections are: `https://api.moveworks.ai/export/v1/records`. */
  readonly url: string
}

/** A Data API to read from. Every page is read whole or not at all, and tried again when the source or the network fails. */
export class SourceClient {
  readonly #address: SourceAddress
  readonly #client: PersistentClient
  /** How the source can be asked for a count, once that is known. */
  #counting: 'path' | 'page' | 'none' = 'path'

  constructor(options: SourceOptions) {
    this.#address = new SourceAddress(options.url)
    this.#client = new PersistentClient(this.#address.base, options)
  }

  get clock(): Clock {
    return this.#client.clock
  }

  /** The source's address without anything secret: by this name its progress is kept. */
  get name(): string {
    return this.#address.name
  }

  /** How the source says how many records a range has: the best way that has not turned out to fail. */
  get counting(): 'path' | 'page' | 'none' {
    return this.#counting
  }

  /** As {@link SourceAddress.pageLink}. */
  pageLink(entity: string, range: Range, after?: string, select?: string): string {
    return this.#address.pageLink(entity, range, after, select)
  }

  /** As {@link SourceAddress.idsLink}. */
  idsLink(entity: string, ids: readonly string[]): string {
    return this.#address.idsLink(entity, ids)
  }

  /**
   * Reads one page.
   *
   * @param place where its records are put, for a batch of several pages
   * @throws SyncError when the source refuses, or keeps failing; LinkError when the link is none or is not good any more
   */
  async page(link: string, meter: Meter, place?: PagePlace): Promise<Page> {
    try {
      return await this.#client.get(link, meter, ({ body }) => ({
        ...readPageBody(body, place),
        bytes: body.length,
      }))
    } catch (error) {
      if (error instanceof SyncError && [400, 404, 410].includes(error.status ?? 0))
        throw new LinkError(error.message, error.status, { cause: error })
      throw error
    }
  }

  /** How many records a range has, where the source can say; undefined where it cannot. */
  async count(entity: string, range: Range, meter: Meter): Promise<number | undefined> {
    const $filter = filterOf(range)
    if (this.#counting === 'path') {
      try {
        const link = this.#address.link(`${entity}/$count`, { $filter })
        const text = await this.#client.get(link, meter, ({ body }) => body.toString('utf8').trim())
        if (/^\d+$/.test(text)) return Number(text)
      } catch (error) {
        if (!(error instanceof SyncError) || ![400, 404, 405, 410, 501].includes(error.status ?? 0))
          throw error
      }
      this.#counting = 'page'
    }
    if (this.#counting === 'none') return undefined
    const options = { $filter, $select: 'id', $orderby: 'id', $top: '1', $count: 'true' }
    try {
      const link = this.#address.link(entity, options)
      const { count } = await this.#client.get(link, meter, ({ body }) => readPageBody(body))
      if (count === undefined) this.#counting = 'none'
      return count
    } catch (error) {
      if (!(error instanceof SyncError) || error.status !== 400) throw error
      this.#counting = 'none'
      return undefined
    }
  }

  /** The source's own clock, by which its records are stamped, and the oldest `last_updated_time` it shows. */
  async edge(
    entity: string,
    meter: Meter,
  ): Promise<{ readonly now: number; readonly oldest: number | undefined }> {
    return this.#client.get(this.#firstBy(entity, 'last_updated_time'), meter, ({ body, date }) => {
      return { now: Number.isNaN(date) ? this.clock.now() : date, oldest: stampIn(body) }
    })
  }

  /** The newest `last_updated_time` that a collection shows, in milliseconds since 1970. */
  async newest(entity: string, meter: Meter): Promise<number | undefined> {
    return this.#client.get(this.#firstBy(entity, 'last_updated_time desc'), meter, ({ body }) =>
      stampIn(body),
    )
  }

  /** @throws SyncError once its signal was given */
  throwIfStopped(): void {
    this.#client.throwIfStopped()
  }

  async close(): Promise<void> {
    await this.#client.close()
  }

  #firstBy(entity: string, $orderby: string): string {
    return this.#address.link(entity, { $select: 'last_updated_time', $orderby, $top: '1' })
  }
}

/** The `last_updated_time` of a page's first record; undefined when it has none. */
function stampIn(body: Buffer): number | undefined {
  const page = readPageBody(body)
  const stamp = /"last_updated_time":\s*"([^"]+)"/.exec(body.toString('utf8'))?.[1]
  const at = Date.parse(stamp ?? '')
  return page.batch.records > 0 && !Number.isNaN(at) ? at : undefined
}
