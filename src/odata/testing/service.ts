import type { Session } from 'chdb'
import type { ServiceModel } from '../model.ts'
import type { KeyValue } from '../order-sql.ts'
import type { Page } from '../page.ts'
import { compileCount, compilePage, pageRows } from '../page.ts'
import { parseQuery } from '../query.ts'
import { enterEngine, leaveEngine } from './engine.ts'

/** A row as a client gets it, and the text of its order key. */
export interface ServedRow {
  readonly text: string
  readonly keys: string
}

/** A service over tables that the test made: asks with query strings, as a server would. */
export class TestService {
  readonly session: Session
  private readonly service: ServiceModel

  constructor(service: ServiceModel) {
    this.session = enterEngine()
    this.service = service
  }

  compile(set: string, query: string, after?: readonly KeyValue[], ieee754 = false): Page {
    return compilePage(parseQuery(query, this.service.sets.get(set)!), { after, ieee754 })
  }

  async rows(
    set: string,
    query: string,
    after?: readonly KeyValue[],
    limit = 1000,
    ieee754 = false,
  ): Promise<ServedRow[]> {
    const page = this.compile(set, query, after, ieee754)
    const sql = `SELECT _text, _keys FROM (${pageRows(page, '{limit:UInt64}')})`
    const result = await this.session.queryBindAsync(
      sql,
      { ...page.params, limit },
      { format: 'JSONEachRow' },
    )
    const lines = result.text().split('\n')
    return lines
      .filter(line => line !== '')
      .map(line => {
        const { _text, _keys } = JSON.parse(line) as { _text: string; _keys: string }
        return { text: _text, keys: _keys }
      })
  }

  /** The rows' JSON, parsed. */
  async values(set: string, query: string): Promise<unknown[]> {
    return (await this.rows(set, query)).map(({ text }) => JSON.parse(text))
  }

  /** The ids a query gives, joined: short to compare with. */
  async ids(set: string, query: string): Promise<string> {
    const rows = await this.values(set, query)
    return rows.map(row => (row as { id: string }).id).join(' ')
  }

  /** The rows of a query that is read in pages of one row, each found by the key of the one before. */
  async walk(set: string, query: string): Promise<string[]> {
    const texts: string[] = []
    let after: KeyValue[] | undefined
    for (;;) {
      const [row] = await this.rows(set, query, after, 1)
      if (!row) return texts
      texts.push(row.text)
      after = JSON.parse(row.keys) as KeyValue[]
    }
  }

  async count(set: string, query: string): Promise<number> {
    const { from, where, params } = compileCount(parseQuery(query, this.service.sets.get(set)!))
    const sql = `SELECT toUInt32(count()) FROM ${from} WHERE ${where}`
    return Number((await this.session.queryBindAsync(sql, params, { format: 'TSVRaw' })).text())
  }

  close(): void {
    leaveEngine()
  }
}
