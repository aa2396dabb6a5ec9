import { factsStatus } from '../../facts/facts-status.ts'
import { parameters } from '../../metrics/parameters.ts'
import { entities } from '../../schema/entities.ts'
import { type Engine, rows } from '../../store/engine.ts'
import { type Drift, listDrift } from '../../sync/drift.ts'
import type { Dashboards } from '../context.ts'
import { type EntityDays, readDays } from './days.ts'
import { type Finding, findingsOn } from './findings.ts'
import { readSources, type SourceHealth } from './ledger-health.ts'

/** Records that were refused, by reason. */
export interface Refusal {
  readonly entity: string
  readonly reason: string
  readonly records: number
  readonly first: string
  readonly last: string
}

/** What there is of an entity. */
export interface EntityHoldings {
  readonly entity: string
  readonly records: number
  /** First and last `created_time`; null for people, who have none, and where there is nothing. */
  readonly first: string | null
  readonly last: string | null
  /** What the source loaded last, by its own stamp. */
  readonly loaded: string | null
  /** When the last record was stored here. */
  readonly stored: string | null
}

export interface Health {
  readonly database: string
  readonly now: string
  readonly findings: readonly Finding[]
  readonly holdings: readonly EntityHoldings[]
  readonly sources: readonly SourceHealth[]
  readonly days: readonly EntityDays[]
  /** Without examples: these are what people said. */
  readonly drift: readonly Omit<Drift, 'example'>[]
  readonly refusals: readonly Refusal[]
  readonly facts: {
    readonly conversations: number
    readonly turns: number
    readonly calls: number
    readonly refreshed: string | null
    readonly records_since: number
    readonly seconds: number
  }
  /** How many of the people active in the last four weeks the store has records of, and knows the department of. */
  readonly people: {
    readonly active: number
    readonly with_record: number
    readonly with_department: number
    readonly imported: string | null
  }
  /** Records whose parent record is missing. */
  readonly orphans: readonly {
    readonly entity: string
    readonly missing: string
    readonly records: number
    readonly last: string
  }[]
}

/** Everything that is known of how late, incomplete or odd the data is, with what it means in words. */
export async function readHealth({ engine, database, settings }: Dashboards, now: number): Promise<Health> {
  const lateHours = Number(settings.parameters.late_hours ?? parameters().get('late_hours')?.default ?? 48)
  const [holdings, sources, days, drift, refusals, facts, people, orphans] = await Promise.all([
    readHoldings(engine),
    readSources(engine, now),
    readDays(engine, lateHours),
    listDrift(engine),
    readRefusals(engine),
    factsStatus(engine),
    readPeople(engine),
    readOrphans(engine),
  ])
  const { derived: _derived, ...told } = facts
  const known = drift.map(({ example: _example, ...each }) => each)
  const health = { database, holdings, sources, days, drift: known, refusals, facts: told, people, orphans }
  return { ...health, now: new Date(now).toISOString(), findings: findingsOn(health, now) }
}

const ISO = { date_time_output_format: 'iso' } as const

async function readHoldings(engine: Engine): Promise<EntityHoldings[]> {
  const found = await rows<EntityHoldings>(engine, {
    sql: entities
      .map(({ name, table, attributes }) => {
        const created = (of: string): string =>
          'created_time' in attributes ? `${of}OrNull(created_time)` : 'CAST(NULL AS Nullable(DateTime64(3)))'
        return `SELECT '${name}' AS entity, count() AS records, ${created('min')} AS first, ${created('max')} AS last,
          maxOrNull(last_updated_time) AS loaded, maxOrNullIf(stored_time, stored_time > toDateTime64(0, 6, 'UTC')) AS stored
        FROM ${table} FINAL`
      })
      .join(' UNION ALL '),
    settings: ISO,
  })
  return entities.map(({ name }) => found.find(row => row.entity === name)!)
}

function readRefusals(engine: Engine): Promise<Refusal[]> {
  return rows(engine, {
    sql: `SELECT entity, reason, count() AS records, min(refused_time) AS first, max(refused_time) AS last
          FROM quarantine FINAL GROUP BY entity, reason ORDER BY records DESC, entity, reason LIMIT 100`,
    settings: ISO,
  })
}

async function readPeople(engine: Engine): Promise<Health['people']> {
  const [found] = await rows<Health['people']>(engine, {
    sql: `WITH active AS (
            SELECT DISTINCT user_id FROM turn_facts FINAL
            WHERE time >= (SELECT max(time) FROM turn_facts) - toIntervalDay(28)
          )
          SELECT count() AS active, countIf(user_id IN (SELECT id FROM users)) AS with_record,
            countIf(user_id IN (SELECT user_id FROM people FINAL WHERE department IS NOT NULL)) AS with_department,
            (SELECT maxOrNull(imported_time) FROM people) AS imported
          FROM active`,
    settings: ISO,
  })
  return found ?? { active: 0, with_record: 0, with_department: 0, imported: null }
}

function readOrphans(engine: Engine): Promise<Health['orphans'][number][]> {
  return rows(engine, {
    sql: `SELECT 'interactions' AS entity, 'conversation' AS missing, count() AS records, max(time) AS last
          FROM turn_facts FINAL WHERE route IS NULL HAVING records > 0
          UNION ALL
          SELECT 'plugin-calls', 'interaction', count() AS records, max(time)
          FROM call_facts FINAL WHERE platform IS NULL HAVING records > 0`,
    settings: ISO,
  })
}
