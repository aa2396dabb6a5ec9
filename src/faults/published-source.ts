import { type EntityName, entities, findEntity } from '../schema/entities.ts'
import { Random } from '../simulator/random.ts'
import { conversationsOf, noteLeft } from '../store/conversations-left.ts'
import { deriveFrom } from '../store/derive.ts'
import { type Engine, type Parameters, rows } from '../store/engine.ts'
import type { DataFault, Sql } from './fault.ts'
import { engineUpTo } from './horizon.ts'
import type { FaultPlan } from './plan.ts'
import type { SourceClock } from './source-clock.ts'

/** Loading is bounded by what is loaded, not by time. */
const BULK = { max_execution_time: 0 }

interface PlannedDataFault {
  readonly fault: DataFault
  readonly entities: readonly EntityName[] | undefined
  readonly share: number
  readonly values: unknown
  readonly index: number
}

/** Publications that are stored at once. */
interface Part {
  readonly entity: EntityName
  readonly version: number
  readonly gone: boolean
}

/** The faults of a plan that are about when and how the source shows its records. */
export function dataFaultsOf(plan: FaultPlan): PlannedDataFault[] {
  return plan.faults.flatMap(({ fault, occasion, values }, index) =>
    fault.layer === 'data'
      ? [{ fault, entities: occasion.entities, share: occasion.share ?? fault.share, values, index }]
      : [],
  )
}

/**
 * A source that shows the records of a complete store bit by bit, as its clock goes on: each is published when its load is
 * due, that is at its `last_updated_time`, or when and as the plan's faults have it.
 *
 * What was published lies in a store of its own: what the source has now, which a copy has to equal. It can be told from the
 * complete store at any time, and is made anew at each start.
 */
export class PublishedSource {
  /** What the Data API is served from: what was published, without what the source shows no more. */
  readonly engine: Engine
  /** All that was published. */
  readonly store: Engine
  readonly #plan: FaultPlan
  readonly #clock: SourceClock
  /** Up to when everything is published, in milliseconds since 1970. */
  #until = 0
  /** When the next publication is due, and the last; undefined when there is none to come. */
  #next: number | undefined
  #end: number | undefined
  #publishing: Promise<void> = Promise.resolve()

  private constructor(shown: Engine, plan: FaultPlan, clock: SourceClock) {
    this.store = shown
    this.#plan = plan
    this.#clock = clock
    const horizons = dataFaultsOf(plan).filter(({ fault }) => fault.horizon)
    this.engine =
      horizons.length === 0
        ? shown
        : engineUpTo(shown, () =>
            horizons.map(({ fault, entities, values }) => ({
              entities,
              from: fault.horizon!(values, this.#clock.now()),
            })),
          )
  }

  /**
   * @param truth the complete store
   * @param shown another database of the same engine: whatever is in its collections is removed
   */
  static async open(
    truth: Engine,
    shown: Engine,
    plan: FaultPlan,
    clock: SourceClock,
  ): Promise<PublishedSource> {
    const source = new PublishedSource(shown, plan, clock)
    await source.#begin(truth)
    return source
  }

  /** When the next publication is due, in milliseconds since 1970; undefined when there is none to come. */
  get next(): number | undefined {
    return this.#next
  }

  /** When the last one is. */
  get end(): number | undefined {
    return this.#end
  }

  /** Publishes what is due by now. Requests wait for it, so that each sees what its time shows. */
  catchUp(): Promise<void> {
    if (this.#next !== undefined && this.#next <= this.#clock.now())
      this.#publishing = this.#publishing.then(() => this.#publish())
    return this.#publishing
  }

  async #begin(truth: Engine): Promise<void> {
    const run = (sql: string, params: Parameters = {}): Promise<Buffer> =>
      this.store.run({ sql, params, settings: BULK })
    for (const { table } of entities) await run(`TRUNCATE TABLE ${table}`)
    await run('TRUNCATE TABLE tombstones')
    await run(`CREATE TABLE IF NOT EXISTS publications (
      at DateTime64(3, 'UTC'), entity LowCardinality(String), version UInt8, id String, record String CODEC(ZSTD(1)), gone Bool
    ) ENGINE = MergeTree ORDER BY (at, entity, version)`)
    await run('TRUNCATE TABLE publications')
    const [{ name } = { name: '' }] = await rows<{ name: string }>(truth, {
      sql: 'SELECT currentDatabase() AS name',
    })
    const filled = await rows<{ entity: EntityName }>(truth, {
      sql: entities
        .map(({ name, table }) => `SELECT '${name}' AS entity FROM ${table} LIMIT 1`)
        .map(one => `(${one})`)
        .join(' UNION ALL '),
    })
    for (const { entity } of filled) {
      const { sql, params } = this.#publications(name, entity)
      await run(
        `INSERT INTO publications SELECT at, '${entity}', version, id, record, gone FROM (${sql})`,
        params,
      )
    }
    await this.#lookAhead()
    await this.catchUp()
  }

  async #lookAhead(): Promise<void> {
    const [found] = await rows<{ next: number; end: number; publications: number }>(this.store, {
      sql: `SELECT toUnixTimestamp64Milli(min(at)) AS next, toUnixTimestamp64Milli(max(at)) AS end, count() AS publications
            FROM publications WHERE at > fromUnixTimestamp64Milli({until:Int64}, 'UTC')`,
      params: { until: this.#until },
      settings: BULK,
    })
    this.#next = found?.publications ? found.next : undefined
    this.#end = found?.publications ? found.end : undefined
  }

  /** All publications of a collection, as the plan has them, their texts with the stamps they appear with. */
  #publications(database: string, name: EntityName): Sql {
    const { table } = findEntity(name)!
    const params: Record<string, string | number> = {}
    let sql = `SELECT id, last_updated_time AS at, last_updated_time AS stamp, record, toUInt8(0) AS version, false AS gone,
        last_updated_time AS original
      FROM \`${database}\`.${table} FINAL`
    for (const { fault, entities: only, share, values, index } of dataFaultsOf(this.#plan)) {
      if (only && !only.includes(name)) continue
      let bound = 0
      const bind = (type: string, value: string | number): string => {
        const parameter = `fault${index}_${++bound}`
        params[parameter] = value
        return `{${parameter}:${type}}`
      }
      const seed = bind('UInt64', Random.of(this.#plan.seed, index).next())
      const threshold = bind('Float64', share)
      sql = fault.publish(values, sql, {
        entity: name,
        start: this.#clock.start,
        random: key => Random.of(this.#plan.seed, index, key),
        bind,
        chance: key => `(sipHash64(${seed}, ${key}) % 1000000 < ${threshold} * 1000000)`,
      })
    }
    const stamp = `concat('"last_updated_time":"', replaceOne(toString(stamp), ' ', 'T'), 'Z"')`
    return {
      sql: `SELECT id, at, version, gone,
        if(stamp = original, record, replaceRegexpOne(record, '"last_updated_time":"[^"]*"', ${stamp})) AS record
        FROM (${sql})`,
      params,
    }
  }

  async #publish(): Promise<void> {
    const now = this.#clock.now()
    if (this.#next === undefined || this.#next > now) return
    const params = { after: this.#until, now }
    const range = `at > fromUnixTimestamp64Milli({after:Int64}, 'UTC') AND at <= fromUnixTimestamp64Milli({now:Int64}, 'UTC')`
    // The earlier version of an id before the later.
    const parts = await rows<Part>(this.store, {
      sql: `SELECT DISTINCT entity, version, gone FROM publications WHERE ${range} ORDER BY version, entity`,
      params,
      settings: BULK,
    })
    for (const part of parts) await this.#store(part, range, params)
    this.#until = now
    await this.#lookAhead()
  }

  /** Stores some of the publications within a range of time. */
  async #store({ entity: name, version, gone }: Part, range: string, bounds: Parameters): Promise<void> {
    const entity = findEntity(name)!
    const some = `FROM publications
      WHERE ${range} AND entity = '${name}' AND version = {version:UInt8} AND gone = {gone:Bool}`
    const run = (sql: string): Promise<Buffer> =>
      this.store.run({
        sql,
        params: { ...bounds, version, gone },
        settings: { ...BULK, lightweight_deletes_sync: 2 },
      })
    if (gone) {
      const left = await conversationsOf(this.store, entity, `id IN (SELECT id ${some})`, {
        ...bounds,
        version,
        gone,
      })
      await noteLeft(this.store, left)
      await run(`INSERT INTO tombstones SELECT '${name}', id, now64(6) ${some}`)
      await run(`DELETE FROM ${entity.table} WHERE id IN (SELECT id ${some})`)
      await noteLeft(this.store, left)
      return
    }
    const { extract, columns } = deriveFrom(entity)
    await run(`
      INSERT INTO ${entity.table} (${columns.map(column => column.name).join(', ')}, record, record_hash, stored_time)
      WITH ${extract} AS r
      SELECT ${columns.map(column => column.expression).join(', ')}, record, sipHash64(record), now64(6) ${some}`)
  }
}
