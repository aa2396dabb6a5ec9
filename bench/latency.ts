import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'undici'
import { nextLinkIn, TAIL_BYTES } from './envelope.ts'
import { connect, readPage, type Served } from './export-client.ts'
import { median } from './statistics.ts'

/** Median milliseconds until a page is complete: the same page asked for again and again, in turn with the others. */
export interface PageLatency {
  /** 1 is the first page. */
  readonly page: number
  readonly milliseconds: number
}

/** Small pages, so that a million rows have ten thousand of them. */
const PAGE_SIZE = 100
const REQUESTS = 61
/** What the server reads ahead after the first request for a page is over by then. */
const QUIET_MS = 1_000

/** The first page, and the ten thousandth or the last full one, with some in between. */
export async function pageLatencies(
  { key, url }: Served,
  rows: number,
  signal: AbortSignal,
): Promise<readonly PageLatency[]> {
  const deepest = Math.min(10_000, Math.floor(rows / PAGE_SIZE))
  const numbers = [1, Math.floor(deepest / 100), Math.floor(deepest / 2), deepest]
  const { origin, pathname } = new URL(url)
  const client = connect(origin, signal)
  try {
    const paths = await pathsOf(client, pathname, origin, key, numbers)
    await sleep(QUIET_MS, undefined, { signal })
    const times = paths.map((): number[] => [])
    for (let request = 0; request < REQUESTS; request++)
      for (const [i, path] of paths.entries()) {
        const begun = performance.now()
        await readPage(client, path, key, () => {}, PAGE_SIZE)
        times[i]!.push(performance.now() - begun)
      }
    return numbers.map((page, i) => ({ page, milliseconds: median(times[i]!) }))
  } finally {
    await client.destroy()
  }
}

/** Where pages are found, by their numbers, on a walk to the last of them. */
async function pathsOf(
  client: Client,
  first: string,
  origin: string,
  key: string,
  numbers: readonly number[],
): Promise<readonly string[]> {
  const paths: string[] = []
  let path = first
  for (let number = 1; number <= Math.max(...numbers); number++) {
    if (numbers.includes(number)) paths.push(path)
    let tail: Buffer = Buffer.alloc(0)
    await readPage(
      client,
      path,
      key,
      chunk => {
        tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES)
      },
      PAGE_SIZE,
    )
    const next = nextLinkIn(tail)
    if (next === undefined && number < Math.max(...numbers))
      throw new Error(`The walk ends with page ${number}.`)
    path = next?.slice(origin.length) ?? ''
  }
  return paths
}
