import { createKey, type NewKey } from '../../src/api/credentials/keys.ts'
import { Gate } from '../../src/api/gate.ts'
import { addDataApi, createServer, listen } from '../../src/api/server.ts'
import { type FaultPlan, FaultySource, loadPlan } from '../../src/faults/index.ts'
import { type EntityName, entityNames, findEntity } from '../../src/schema/entities.ts'
import { Random } from '../../src/simulator/random.ts'
import { type Engine, rows } from '../../src/store/engine.ts'
import type { Credential } from '../../src/sync/authorizer.ts'
import { readLedger } from '../../src/sync/ledger.ts'
import { SourceClient } from '../../src/sync/source-client.ts'
import { type SyncReport, sync } from '../../src/sync/sync.ts'
import { type Verdict, verify } from '../../src/verify/verify.ts'
import { store, TestStores } from './data-api.ts'
import { frugal } from './frugal-engine.ts'
import { mortal } from './mortal-engine.ts'
import { record } from './records.ts'

const DAY = 24 * 3600 * 1000
/** Records of each entity a day. */
const A_DAY = {
  users: 1,
  conversations: 2,
  interactions: 4,
  'plugin-calls': 3,
  'plugin-resources': 4,
} as const
/** Small enough that every window has several pages, and that some are cut in two. */
const PAGE = 20
/** Plans whose faults are about one entity and another. Under any other plan two entities, which the seed chooses, do. */
const ABOUT_ENTITIES = ['forbidden-entity', 'staggered-entities']
const WINDOW_RECORDS = 100
const BATCH_RECORDS = 60

export interface FaultRun {
  readonly plan: string
  readonly seed: number
  readonly entities: readonly EntityName[]
  /** How many syncs it took, and how many of them were killed. */
  readonly syncs: number
  readonly kills: number
  readonly requests: number
  /** The state of the last sync. */
  readonly state: SyncReport['state']
  readonly failures: SyncReport['failures']
  readonly verdict: Verdict
  /** Records the source deleted, and how many of them the ledger has as absent. */
  readonly deleted: number
  readonly absent: number
  /** Records that the source's horizon swallowed before they were read, and that a sync said so of. */
  readonly lost: { readonly [entity: string]: number }
  /** Whether the source has a horizon: without one nothing can be lost. */
  readonly hasHorizon: boolean
  /**
   * After syncs that said they were complete: records that were there, well before the sync's upper bound, when it began, and
   * that the copy did not have in that form when it ended.
   */
  readonly falselyComplete: number
}

/**
 * Syncs from a Data API that misbehaves by a plan, day after day of its own time, until it has shown everything; then compares
 * the copy with what it has. No real time is waited for. What is left to chance follows from the seed.
 */
export class FaultRuns {
  readonly #stores = new TestStores()
  #truth!: Engine
  #shown!: Engine
  #target!: Engine
  #key!: NewKey
  readonly #days: number

  /** @param days of how many days the source has records; it shows the last ones of them while it is synced */
  constructor(days = 36) {
    this.#days = days
  }

  async open(): Promise<void> {
    this.#truth = frugal(await this.#stores.open())
    this.#shown = frugal(await this.#stores.open())
    this.#target = frugal(await this.#stores.open())
    this.#key = await createKey(this.#truth, 'test', ['all'])
    const first = Date.parse('2026-07-01T04:00:00Z')
    for (const name of entityNames)
      await store(
        this.#truth,
        name,
        Array.from({ length: this.#days * A_DAY[name] }, (_, n) => {
          const stamp = first + Math.floor(n / A_DAY[name]) * DAY + (n % A_DAY[name]) * 90_000
          // Ids have nothing to do with time, as those of a real source.
          const id = Random.of(n, entityNames.indexOf(name)).next().toString(36)
          return record(name, `${id}-${n}`, { last_updated_time: new Date(stamp).toISOString() })
        }),
      )
  }

  async close(): Promise<void> {
    await this.#stores.close()
  }

  async #engineTime(): Promise<string> {
    const [found] = await rows<{ now: string }>(this.#truth, { sql: 'SELECT toString(now64(6)) AS now' })
    return found!.now
  }

  /**
   * Records that were shown and that the copy does not have, or only in an older form.
   *
   * @param condition which of them, of `there`
   */
  async #unreadOf(
    shown: Engine,
    entity: EntityName,
    condition: string,
    params: { readonly [name: string]: string },
  ): Promise<number> {
    const [database] = await rows<{ name: string }>(shown, { sql: 'SELECT currentDatabase() AS name' })
    const { table } = findEntity(entity)!
    const [found] = await rows<{ records: number }>(this.#target, {
      sql: `SELECT count() AS records FROM \`${database!.name}\`.${table} AS there FINAL
        LEFT JOIN (SELECT id, last_updated_time AS stamp FROM ${table} FINAL) AS here USING (id)
        WHERE ${condition} AND there.last_updated_time > here.stamp`,
      params,
    })
    return found?.records ?? 0
  }

  /** Records that were shown when a sync began, that the copy does not have, and that no sync said were lost. */
  async #falselyComplete(
    shown: Engine,
    entities: readonly EntityName[],
    begun: { readonly clock: number; readonly now: string },
  ): Promise<number> {
    const lost = await this.#lost(shown)
    let records = 0
    for (const entity of entities)
      records +=
        (await this.#unreadOf(
          shown,
          entity,
          `there.stored_time < toDateTime64({now:String}, 6, 'UTC')
            AND there.last_updated_time < parseDateTime64BestEffort({until:String}, 3, 'UTC')`,
          // Clocks may be seven minutes off, and a sync leaves the last five to the next one.
          { now: begun.now, until: new Date(begun.clock - 20 * 60_000).toISOString() },
        )) - (lost[entity] ?? 0)
    return records
  }

  /** Records that the copy does not have, and of which a sync said that the source shows them no more. */
  async #lost(shown: Engine): Promise<{ [entity: string]: number }> {
    const lost: { [entity: string]: number } = {}
    for (const { entity, lost: stretches } of await readLedger(this.#target))
      for (const { since, until } of stretches)
        lost[entity] =
          (lost[entity] ?? 0) +
          (await this.#unreadOf(
            shown,
            entity as EntityName,
            `there.last_updated_time >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
              AND there.last_updated_time < parseDateTime64BestEffort({until:String}, 3, 'UTC')`,
            { since, until },
          ))
    return lost
  }

  /** @param kills whether some of the syncs are killed at a moment of their own */
  async run(name: string, seed: number, kills: boolean): Promise<FaultRun> {
    const plan: FaultPlan = { ...loadPlan(name), seed }
    const random = Random.of(seed, 99)
    const chosen = [seed % entityNames.length, (seed + 2) % entityNames.length]
    const entities = entityNames.filter((_, i) => ABOUT_ENTITIES.includes(name) || chosen.includes(i))
    for (const table of [...LEDGER, ...entityNames.map(entity => findEntity(entity)!.table)])
      await this.#target.run({ sql: `TRUNCATE TABLE ${table}` })
    const source = await FaultySource.open({
      truth: this.#truth,
      plan,
      shown: async () => this.#shown,
      now: () => Date.parse('2026-08-20T00:00:00Z'),
      wait: async () => {},
    })
    const gate = new Gate({ engine: this.#truth })
    const server = createServer()
    source.addTo(server)
    addDataApi(server, { engine: source.engine, gate })
    const url = `${await listen(server, '127.0.0.1', 0)}/export/v1/records`
    // Where each request takes a minute, a token that lives for one is good for no request: keys do not end.
    const lasting = (plan.clock.request ?? 0) < 30_000
    const credential: Credential =
      lasting && plan.faults.some(({ fault }) => fault.name === 'short-tokens')
        ? { kind: 'oauth', clientId: this.#key.id, clientSecret: this.#key.key }
        : { kind: 'key', key: this.#key.key }
    let syncs = 0
    let killed = 0
    let requests = 0
    let falselyComplete = 0
    const once = async (mayDie: boolean): Promise<SyncReport | undefined> => {
      syncs++
      // Somewhere among the statements a sync runs; beyond its end now and then.
      const life = mayDie && random.chance(0.5) ? random.between(1, 120) : Number.POSITIVE_INFINITY
      const { engine, death, isDead } = mortal(this.#target, life)
      const client = new SourceClient({
        url,
        credential,
        pageSize: PAGE,
        chance: () => 0.5,
        clock: { now: () => source.clock.now(), wait: ms => source.advance(ms) },
      })
      const begun = { clock: source.clock.now(), now: await this.#engineTime() }
      const synced = sync({
        engine,
        client,
        entities: entities.map(entity => findEntity(entity)!),
        batchRecords: BATCH_RECORDS,
        windowRecords: WINDOW_RECORDS,
        parallelWindows: 2,
      })
      try {
        const report = await Promise.race([synced, death])
        if (Object.keys(report.failures).length === 0)
          falselyComplete += await this.#falselyComplete(
            source.publishes ? this.#shown : this.#truth,
            entities,
            begun,
          )
        return report
      } catch (error) {
        if (!isDead()) throw error
        return undefined
      } finally {
        if (isDead()) {
          killed++
          await synced.catch(() => {})
          // Its process is ours, which lives: a real one is known to be gone.
          await this.#target.run({ sql: 'TRUNCATE TABLE sync_leases' })
        }
        await client.close()
        const [spent] = await rows<{ requests: number }>(this.#target, {
          sql: 'SELECT sum(requests) AS requests FROM sync_windows FINAL',
        })
        requests = spent?.requests ?? 0
      }
    }
    try {
      for (let day = 0; source.publishes && source.state().next !== null; day++) {
        await once(kills)
        if (day > 60) throw new Error(`${name} does not come to an end`)
        // Days without a sync are caught up.
        await source.advance(DAY * random.between(1, 6))
      }
      await source.advance(3 * DAY)
      let report = await once(kills)
      for (let deaths = 1; kills && deaths < 4 && report === undefined; deaths++) report = await once(true)
      // A run that is not complete, or was killed, is run again: nothing else is done to it.
      const refused = FORBIDDEN[name] ?? []
      const isDone = (): boolean =>
        report !== undefined && Object.keys(report.failures).every(entity => refused.includes(entity))
      for (let again = 0; again < 12 && !isDone(); again++) {
        await source.advance(3600 * 1000)
        report = await once(false)
      }
      const verdict = await verify({
        source: source.publishes ? this.#shown : this.#truth,
        store: this.#target,
        examples: 3,
      })
      const deleted = verdict.entities
        .filter(({ entity }) => entities.includes(entity as EntityName))
        .reduce((sum, { differences }) => sum + differences.deleted, 0)
      const [marks] = await rows<{ absent: number }>(this.#target, {
        sql: 'SELECT count() AS absent FROM sync_absences FINAL WHERE NOT present',
      })
      return {
        plan: name,
        seed,
        entities,
        syncs,
        kills: killed,
        requests,
        state: report?.state ?? 'incomplete',
        failures: report?.failures ?? {},
        verdict,
        deleted,
        absent: marks?.absent ?? 0,
        lost: await this.#lost(source.publishes ? this.#shown : this.#truth),
        hasHorizon: plan.faults.some(({ fault }) => fault.name === 'moving-horizon'),
        falselyComplete,
      }
    } finally {
      await server.close()
    }
  }
}

const LEDGER: readonly string[] = [
  'sync_windows',
  'sync_runs',
  'sync_leases',
  'sync_audits',
  'sync_absences',
  'quarantine',
  'unknown_attributes',
  'unknown_values',
  'sync_alarms',
  'tombstones',
]

/** What a plan never lets a client read: a sync has to say so, and to read the rest. */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = { 'forbidden-entity': ['users'] }

/** What is not as it should be; empty when nothing is. Deleted records stay, and are marked. */
export function wrongIn(run: FaultRun): string {
  const refused = FORBIDDEN[run.plan] ?? []
  const failed = Object.entries(run.failures).filter(
    ([entity, reason]) => !refused.includes(entity) || !reason.includes('lacks the scope'),
  )
  const verdicts = run.verdict.entities.filter(
    ({ entity }) => run.entities.includes(entity as EntityName) && !refused.includes(entity),
  )
  const isLost = ({ entity, differences: { missing, stale } }: (typeof verdicts)[number]): boolean =>
    missing + stale === (run.lost[entity] ?? 0)
  const differences = verdicts.flatMap(verdict =>
    Object.entries(verdict.differences).flatMap(([kind, count]) =>
      count === 0 || kind === 'deleted' || (['missing', 'stale'].includes(kind) && isLost(verdict))
        ? []
        : [
            `${count} ${verdict.entity} are ${kind} ${JSON.stringify(verdict.examples.find(one => one.kind === kind))}`,
          ],
    ),
  )
  if (failed.length > 0 || (run.state === 'complete') !== (refused.length === 0))
    differences.push(`ended ${run.state}: ${JSON.stringify(run.failures)}`)
  if (!run.hasHorizon && Object.keys(run.lost).length > 0)
    differences.push(`said to be lost, though the source has no horizon: ${JSON.stringify(run.lost)}`)
  if (run.falselyComplete > 0) differences.push(`${run.falselyComplete} were read by no sync that said so`)
  if (run.absent !== run.deleted) differences.push(`${run.deleted} were deleted, and ${run.absent} marked`)
  return differences.join('; ')
}
