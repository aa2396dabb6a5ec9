import { Session } from 'chdb'
import { columnsOf } from '../../schema/columns.ts'
import { findEntity } from '../../schema/entities.ts'
import { modelOf } from '../entity-model.ts'
import type { EntitySetModel } from '../model.ts'
import type { KeyValue } from '../order-sql.ts'
import { compileCount, compilePage, type Page } from '../page.ts'
import { parseQuery } from '../query.ts'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type TestRecord = { id: string; [name: string]: Json }

// A process has one engine: tables of one test file share it, and the last one closed ends it.
let engine: { readonly session: Session; tables: number } | undefined

/** The embedded engine of this test file, to be given back with {@link leaveEngine}. */
export function enterEngine(): Session {
  engine ??= { session: new Session(), tables: 0 }
  engine.tables++
  return engine.session
}

export function leaveEngine(): void {
  if (engine && --engine.tables === 0) {
    engine.session.cleanup()
    engine = undefined
  }
}

/** A real, empty table of one entity in an embedded engine, as the store would lay it out. */
export class TestTable {
  readonly model: EntitySetModel
  private readonly session: Session
  private readonly table: string
  private readonly attributes: readonly string[]

  constructor(entityName: string) {
    this.session = enterEngine()
    const entity = findEntity(entityName)!
    this.model = modelOf(entity)
    this.table = entity.table
    this.attributes = Object.keys(entity.attributes)
    const columns = columnsOf(entity).map(({ name, type }) => `${name} ${type}`)
    this.session.query(
      `CREATE TABLE ${this.table} (${columns.join(', ')}, record String)
       ENGINE = ReplacingMergeTree(last_updated_time) ORDER BY id`,
    )
  }

  /** Stores records; attributes that a record does not have are null, instants default to one moment. */
  async insert(...records: TestRecord[]): Promise<void> {
    const rows = records.map(record => {
      const defaults = {
        created_time: '2024-01-01T00:00:00.000Z',
        last_updated_time: '2024-01-01T00:00:00.000Z',
      }
      const whole = {
        ...Object.fromEntries(this.attributes.map(name => [name, null])),
        ...defaults,
        ...record,
      }
      const sorted = Object.fromEntries(Object.entries(whole).sort(([a], [b]) => (a < b ? -1 : 1)))
      const known = Object.fromEntries(this.attributes.map(name => [name, sorted[name]]))
      return JSON.stringify({ ...known, record: JSON.stringify(sorted) })
    })
    await this.session.insert({
      table: this.table,
      values: Buffer.from(rows.join('\n')),
      format: 'JSONEachRow',
      settings: {
        date_time_input_format: 'best_effort',
        input_format_null_as_default: 1,
        input_format_defaults_for_omitted_fields: 1,
      },
    })
  }

  compile(query: string, after?: readonly KeyValue[]): Page {
    return compilePage(parseQuery(query, this.model), after ? { after } : {})
  }

  /** The records a query gives and the order key of each. */
  async page(
    query: string,
    after?: readonly KeyValue[],
    limit = 1000,
  ): Promise<{ record: TestRecord; key: KeyValue[] }[]> {
    const page = this.compile(query, after)
    const sql = `SELECT ${page.projection} AS _record, ${page.orderKey} AS _key FROM ${this.table} FINAL
      WHERE ${page.where} ORDER BY ${page.orderBy} LIMIT ${limit}`
    const result = await this.session.queryBindAsync(sql, page.params, { format: 'JSONEachRow' })
    const lines = result
      .text()
      .trim()
      .split('\n')
      .filter(line => line !== '')
    return lines.map(line => {
      const { _record, _key } = JSON.parse(line) as { _record: string; _key: string }
      return { record: JSON.parse(_record) as TestRecord, key: JSON.parse(_key) as KeyValue[] }
    })
  }

  /** The ids a query gives, joined: short to compare with. */
  async ids(query: string, after?: readonly KeyValue[], limit?: number): Promise<string> {
    const rows = await this.page(`${query}${query === '' ? '' : '&'}$select=id`, after, limit)
    return rows.map(({ record }) => record.id).join(' ')
  }

  async count(query: string): Promise<number> {
    const { where, params } = compileCount(parseQuery(query, this.model))
    const sql = `SELECT count() AS n FROM ${this.table} FINAL WHERE ${where}`
    const result = await this.session.queryBindAsync(sql, params, { format: 'JSONEachRow' })
    return Number((JSON.parse(result.text()) as { n: number | string }).n)
  }

  close(): void {
    leaveEngine()
  }
}
