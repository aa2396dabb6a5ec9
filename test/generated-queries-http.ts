import querystring from 'node:querystring'
import { queryString, rowsDifference } from '../src/odata/testing/generated/comparison.ts'
import { conversationRecords, conversationWorld } from '../src/odata/testing/generated/conversation-world.ts'
import { hostileQuery } from '../src/odata/testing/generated/hostile.ts'
import { type GeneratedQuery, generateQuery } from '../src/odata/testing/generated/query-grammar.ts'
import { Random } from '../src/odata/testing/generated/random.ts'
import { Tally } from '../src/odata/testing/generated/tally.ts'
import { entities } from '../src/schema/entities.ts'
import type { Engine } from '../src/store/engine.ts'
import { serveDataApi, store, type TestApi } from './support/data-api.ts'

/** Asks a Data API over HTTP with generated queries. */
export class GeneratedRequests {
  private readonly api: TestApi
  private readonly world: ReturnType<typeof conversationWorld>

  private constructor(api: TestApi, world: ReturnType<typeof conversationWorld>) {
    this.api = api
    this.world = world
  }

  static async open(engine: Engine, seed: number, each: number): Promise<GeneratedRequests> {
    const records = conversationRecords(new Random(seed), each)
    for (const { name } of entities) await store(engine, name, records[name])
    return new GeneratedRequests(await serveDataApi(engine), conversationWorld(records))
  }

  /** Valid queries, followed by their links in small pages: the rows, and their number where it was asked for. */
  async valid(seeds: Iterable<number>): Promise<Tally> {
    const tally = new Tally()
    for (const seed of seeds) {
      const query = generateQuery(new Random(seed), this.world)
      await tally.count(seed, query.options, () => this.compare(query, seed % 4 === 0 ? 7 : 1000))
    }
    return tally
  }

  /** Whatever else: never an error of ours, and every refusal in the one form. */
  async hostile(seeds: Iterable<number>): Promise<Tally> {
    const tally = new Tally()
    for (const seed of seeds) {
      const random = new Random(seed)
      const valid = generateQuery(random, this.world)
      const link = `${valid.set}?${hostileQuery(random, valid)}`
      await tally.count(seed, [], async () => {
        const response = await this.api.fetch(link)
        return outcomeOf(response.status, await response.text(), link)
      })
    }
    return tally
  }

  private async compare(query: GeneratedQuery, size: number): Promise<string> {
    const link = `${query.set}?${queryString(query)}`
    const rows: unknown[] = []
    let total: number | undefined
    for (let next: string | undefined = link; next !== undefined; ) {
      const response = await this.api.fetch(next, { headers: { Prefer: `maxpagesize=${size}` } })
      const text = await response.text()
      const outcome = outcomeOf(response.status, text, decodeURIComponent(link))
      if (outcome !== '200') return accepted(outcome, text, link)
      const page = JSON.parse(text)
      rows.push(...page.value)
      total ??= page['@odata.count']
      next = page['@odata.nextLink']
    }
    const { skip, top } = query
    const wanted = { ...query, rows: query.rows.slice(skip, skip + top) }
    const different = rowsDifference(
      wanted,
      rows.map(row => JSON.stringify(row)),
    )
    if (different) throw new Error(`${different}\n${decodeURIComponent(link)}`)
    const counted = query.options.some(([name]) => /^\$?count$/i.test(name))
    if (total !== (counted ? query.rows.length : undefined))
      throw new Error(`The count is ${total}, should be ${query.rows.length}.\n${decodeURIComponent(link)}`)
    return 'same'
  }

  close(): Promise<void> {
    return this.api.close()
  }
}

/** A valid query may be too large or not supported, and nothing else. */
function accepted(outcome: string, text: string, link: string): string {
  if (/^(?:400 LimitExceeded|501 NotSupported)$/.test(outcome)) return outcome
  throw new Error(`${outcome}: ${text}\n${decodeURIComponent(link)}`)
}

/** The status and the error's code. */
function outcomeOf(status: number, text: string, link: string): string {
  const body = JSON.parse(text)
  if (status === 200) return '200'
  const { code, message, error } = body
  const inForm = typeof message === 'string' && error?.code === code && error.message === message
  if (!inForm || (status >= 500 && status !== 501)) throw new Error(`${status} ${text}\n${link}`)
  // A message repeats what is wrong, which may be SQL that the client wrote.
  const asked = querystring.unescape(link).replaceAll("''", "'")
  const told = text.replaceAll(/\\"(.*?)\\"/g, (quoted, words: string) =>
    asked.includes(words) ? '' : quoted,
  )
  if (/DB::Exception|SELECT |\.ts:\d/.test(told))
    throw new Error(`The error tells of our insides: ${text}\n${link}`)
  return `${status} ${code}`
}
