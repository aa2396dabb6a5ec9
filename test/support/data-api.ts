import { expect } from 'vitest'
import { createKey } from '../../src/api/credentials/keys.ts'
import { addDataApi, createServer, type DataApiOptions, listen } from '../../src/api/server.ts'
import { RecordSplitter } from '../../src/ingest/record-splitter.ts'
import { findEntity } from '../../src/schema/entities.ts'
import { EmbeddedDirectory } from '../../src/store/embedded-engine.ts'
import { type Engine, rows } from '../../src/store/engine.ts'
import { type UpsertCounts, upsert } from '../../src/store/upsert.ts'
import { emptyStore, FIRST } from './empty-store.ts'

/** A record as a test writes it down. */
export interface TestRecord {
  readonly id: string
  readonly [attribute: string]: unknown
}

/** A page of a collection as its client parses it. */
export interface Page {
  readonly '@odata.context': string
  readonly '@odata.count'?: number
  readonly '@odata.nextLink'?: string
  readonly value: readonly TestRecord[]
}

/**
 * Empty stores for a test file. They share the one engine a process can have, which is started by the first of them: where all tests of a
 * file are skipped, nobody would close it.
 */
export class TestStores {
  #directory: Promise<EmbeddedDirectory> | undefined
  #databases = 0

  async open(): Promise<Engine> {
    this.#directory ??= EmbeddedDirectory.open(emptyStore())
    const name = `test${++this.#databases}`
    const engine = await (await this.#directory).database(name)
    // To copy tables takes a third of what all migrations take.
    if (name !== FIRST) await cloneTables(engine, FIRST)
    return engine
  }

  async close(): Promise<void> {
    await (await this.#directory)?.close()
  }
}

/** Gives a database the tables that another one has, without their rows. */
async function cloneTables(engine: Engine, from: string): Promise<void> {
  const tables = await rows<{ name: string; view: number; made: string }>(engine, {
    sql: `SELECT name, engine LIKE '%View' AS view, create_table_query AS made FROM system.tables
          WHERE database = {from:String} ORDER BY view`,
    params: { from },
  })
  for (const { name, view, made } of tables)
    await engine.run({
      sql: view ? made.replaceAll(`${from}.`, '') : `CREATE TABLE ${name} AS ${from}.${name}`,
    })
  await engine.run({ sql: `INSERT INTO migrations SELECT * FROM ${from}.migrations` })
}

/** Stores records, given as objects or as their text, and insists that every one of them can be. */
export async function store(
  engine: Engine,
  entity: string,
  records: readonly (object | string)[],
): Promise<UpsertCounts> {
  const texts = records.map(record => (typeof record === 'string' ? record : JSON.stringify(record)))
  const splitter = new RecordSplitter()
  splitter.push(Buffer.from(`[${texts.join()}]`))
  splitter.end()
  const counts = await upsert(engine, findEntity(entity)!, splitter.take())
  expect(counts).toMatchObject({ read: records.length, refused: 0 })
  return counts
}

/** A Data API on a port of its own, and a client that has a key to all of it. */
export interface TestApi {
  /** Where it listens, without a path. */
  readonly address: string
  readonly key: string
  /** Asks for an absolute link, or for a path behind `/export/v1/records/`. Does not look at the status. */
  fetch(link: string, init?: RequestInit): Promise<Response>
  /** A page that must be there. */
  page(link: string, headers?: { readonly [name: string]: string }): Promise<Page>
  /** All pages, from the one asked for to the last, following links as they come. */
  walk(link: string, pageSize?: number): Promise<Page[]>
  close(): Promise<void>
}

export async function serveDataApi(
  engine: Engine,
  options: Omit<DataApiOptions, 'engine'> & { readonly key?: string; readonly port?: number } = {},
): Promise<TestApi> {
  const key = options.key ?? (await createKey(engine, 'test', ['all'])).key
  const server = createServer()
  addDataApi(server, { ...options, engine })
  const address = await listen(server, '127.0.0.1', options.port ?? 0)
  const api: TestApi = {
    address,
    key,
    fetch: (link, init = {}) =>
      fetch(new URL(link, `${address}/export/v1/records/`), {
        ...init,
        headers: { Authorization: `Bearer ${key}`, ...init.headers },
      }),
    async page(link, headers = {}) {
      const response = await api.fetch(link, { headers })
      const text = await response.text()
      if (!response.ok) throw new Error(`${response.status} for ${link}: ${text}`)
      return JSON.parse(text) as Page
    },
    async walk(link, pageSize) {
      // As a careful client does: the preference is sent once, and the links carry it on.
      const pages = [await api.page(link, pageSize ? { Prefer: `odata.maxpagesize=${pageSize}` } : {})]
      for (let next = pages[0]!['@odata.nextLink']; next; next = pages.at(-1)!['@odata.nextLink']) {
        if (pages.length > 10_000) throw new Error(`The walk from ${link} does not end.`)
        pages.push(await api.page(next))
      }
      return pages
    },
    close: () => server.close(),
  }
  return api
}

/** What a client keeps of a walk. */
export function recordsOf(pages: readonly Page[]): TestRecord[] {
  return pages.flatMap(page => page.value)
}

export const idsOf = (pages: readonly Page[]): string[] => recordsOf(pages).map(record => record.id)
