import { CircleWatch } from './circle-watch.ts'
import type { Meter } from './meter.ts'
import type { PagePlace } from './page-body.ts'
import type { Range } from './range.ts'
import type { Page, SourceClient } from './source-client.ts'
import { LinkError, SyncError } from './sync-error.ts'

export interface WalkOptions {
  readonly client: SourceClient
  readonly entity: string
  readonly range: Range
  /**
   * `links`: by the source's own links, as documented; where one fails, by key from there on.
   * `keys`: each page is asked for anew, behind the last id of the one before it, until one is empty.
   */
  readonly by: 'links' | 'keys'
  /** Go on behind this id; from the beginning when absent. */
  readonly after?: string | undefined
  readonly select?: string
  readonly meter: Meter
}

/**
 * The pages of a range in the order of ids. Never by position: rows that come and go between two pages move no other row
 * across a page's edge.
 *
 * @param place asked before each page where its records are to be put; what was put there and not given back is not wanted
 */
export async function* walk(
  options: WalkOptions,
  place: () => PagePlace | undefined = () => undefined,
): AsyncGenerator<Page> {
  const { client, entity, range, select, meter } = options
  const linkAfter = (id: string | undefined): string => client.pageLink(entity, range, id, select)
  const circle = new CircleWatch()
  let byKeys = options.by === 'keys'
  let last = options.after
  let link: string | undefined = linkAfter(last)
  let followed = false
  while (link !== undefined) {
    const page: Page | undefined = await client.page(link, meter, place()).catch((error: unknown) => {
      // What stands behind the last id read is known without the link. A first page has no such other way.
      if (!followed || !(error instanceof LinkError)) throw error
      return undefined
    })
    if (
      !page ||
      (!byKeys && page.next !== undefined && (page.next === link || circle.closedBy(page.batch)))
    ) {
      byKeys = true
      followed = false
      link = linkAfter(last)
      continue
    }
    const { ids } = page
    const before = last
    for (let i = ids.length - 1; i >= 0; i--)
      if (ids[i] !== null) {
        last = ids[i]!
        break
      }
    yield page
    if (byKeys && ids.length > 0) {
      if (last === before)
        throw new SyncError(
          `${entity}: the source gives no records behind the id "${before}", but the same ones again.`,
        )
      link = linkAfter(last)
      followed = false
    } else {
      link = page.next
      followed = true
    }
  }
}
