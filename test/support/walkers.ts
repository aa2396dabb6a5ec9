import { Client } from 'undici'

/** A server that serves conversations, and a key to them. */
export interface Source {
  /** `http://127.0.0.1:8080/export/v1/records` */
  readonly api: string
  readonly key: string
}

/** What one walk through all conversations has met. */
export interface Met {
  /** How often each numbered conversation came. */
  readonly times: Uint8Array
  /** Others that came, stored while it went on. */
  readonly others: number
  readonly pages: number
  /** The others that came twice. */
  readonly repeated: readonly string[]
}

/** The conversation `c0000042` has the number 42; others, as `c0000042+7`, have none. */
export const conversationId = (number: number): string => `c${String(number).padStart(7, '0')}`

const ID = Buffer.from('"id":"c')
const DIGITS = 7
const QUOTE = 0x22
const LINK = '"@odata.nextLink":"'

/** Counts what comes, and hears of the link at the end. Bodies are not parsed: that would be most of the work. */
class Tally {
  readonly times: Uint8Array
  readonly others = new Set<string>()
  readonly repeated: string[] = []

  constructor(rows: number) {
    this.times = new Uint8Array(rows)
  }

  /** @returns how many records the page has */
  add(page: Buffer): number {
    let rows = 0
    for (let at = page.indexOf(ID); at >= 0; at = page.indexOf(ID, at)) {
      at += ID.length
      rows++
      let number = 0
      for (let i = 0; i < DIGITS; i++) number = number * 10 + page[at + i]! - 0x30
      if (page[at + DIGITS] === QUOTE) this.times[number]!++
      else {
        const name = page.toString('latin1', at, page.indexOf(QUOTE, at))
        if (this.others.has(name)) this.repeated.push(name)
        this.others.add(name)
      }
    }
    return rows
  }

  met(pages: number): Met {
    return { times: this.times, others: this.others.size, pages, repeated: this.repeated }
  }
}

/** Walks by `@odata.nextLink`, over a connection of its own. */
export async function walkByLink(
  { api, key }: Source,
  rows: number,
  size: number,
  options = '',
): Promise<Met> {
  const tally = new Tally(rows)
  const { origin } = new URL(api)
  const client = new Client(origin)
  let pages = 0
  try {
    for (let next: string | undefined = `${api}/conversations${options}`; next !== undefined; pages++) {
      const page = await get(client, next.slice(origin.length), key, size)
      tally.add(page)
      const tail = page.toString('latin1', Math.max(0, page.length - 4096))
      const at = tail.lastIndexOf(LINK)
      next = at < 0 ? undefined : tail.slice(at + LINK.length, tail.indexOf('"', at + LINK.length))
    }
    return tally.met(pages)
  } finally {
    await client.close()
  }
}

/** Walks by `$skip` and `$top`, as the vendor's guide has it, until a page is not full. */
export async function walkBySkip({ api, key }: Source, rows: number, size: number): Promise<Met> {
  const tally = new Tally(rows)
  const { origin, pathname } = new URL(api)
  const client = new Client(origin)
  try {
    for (let pages = 0; ; pages++) {
      const path = `${pathname}/conversations?$top=${size}&$skip=${pages * size}`
      if (tally.add(await get(client, path, key, size)) < size) return tally.met(pages + 1)
    }
  } finally {
    await client.close()
  }
}

async function get(client: Client, path: string, key: string, size: number): Promise<Buffer> {
  const { statusCode, body } = await client.request({
    method: 'GET',
    path,
    headers: { authorization: `Bearer ${key}`, prefer: `odata.maxpagesize=${size}` },
  })
  const bytes = Buffer.from(await body.arrayBuffer())
  if (statusCode !== 200)
    throw new Error(`${path} was answered with ${statusCode}: ${bytes.subarray(0, 300)}`)
  return bytes
}
