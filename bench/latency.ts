import { setTimeout as sleep } from 'node:timers/promises'
import { connect, readPage, type Served } from './export-client.ts'
import { median } from './statistics.ts'

/** Median milliseconds until a page is complete, the same page asked for again and again. */
export interface PageLatency {
  readonly first: number
  readonly middle: number
  readonly last: number
}

const REQUESTS = 41
/** What the server reads ahead after the first request for a page is over by then. */
const QUIET_MS = 1_000

/** The last full page is taken for the last one. */
export async function pageLatency(
  { key, url }: Served,
  links: readonly string[],
  signal: AbortSignal,
): Promise<PageLatency> {
  const { origin } = new URL(url)
  const client = connect(origin, signal)
  const latency = async (link: string): Promise<number> => {
    const path = link.slice(origin.length)
    await readPage(client, path, key, () => {})
    await sleep(QUIET_MS, undefined, { signal })
    const times: number[] = []
    for (let i = 0; i < REQUESTS; i++) {
      const begun = performance.now()
      await readPage(client, path, key, () => {})
      times.push(performance.now() - begun)
    }
    return median(times)
  }
  try {
    return {
      first: await latency(links[0]!),
      middle: await latency(links[Math.floor(links.length / 2)]!),
      last: await latency(links.at(-2) ?? links[0]!),
    }
  } finally {
    await client.destroy()
  }
}
