import { Gauge, type Registry } from 'prom-client'
import { type Engine, rows } from '../store/engine.ts'
import { interruptedRuns, readLedger } from './ledger.ts'
import { removedSources } from './removed-sources.ts'

/** Whoever asks again within this time gets the same numbers. */
const MEMORY_MS = 5_000

interface Labelled {
  readonly labels: { readonly [label: string]: string }
  readonly value: number
}

type Numbers = { readonly [metric: string]: readonly Labelled[] }

const METRICS = {
  debrief_sync_lag_seconds: ['source', 'entity'],
  debrief_sync_complete_until_timestamp_seconds: ['source', 'entity'],
  debrief_sync_records_stored_total: ['source', 'entity'],
  debrief_sync_days_left: ['source', 'entity'],
  debrief_sync_last_complete_run_timestamp_seconds: ['source'],
  debrief_sync_runs_total: ['source', 'state'],
  debrief_sync_failures_total: ['source', 'entity'],
  debrief_quarantined_records: ['entity'],
} as const

const HELP: { readonly [Name in keyof typeof METRICS]: string } = {
  debrief_sync_lag_seconds: 'Seconds since the end of the last complete window.',
  debrief_sync_complete_until_timestamp_seconds: 'The end of the last complete window.',
  debrief_sync_records_stored_total: 'Records that syncs stored, new or changed.',
  debrief_sync_days_left: 'Days until the horizon of the source swallows what is not read.',
  debrief_sync_last_complete_run_timestamp_seconds: 'When the last run ended that was complete.',
  debrief_sync_runs_total: 'Runs, by how they ended; interrupted ones did not, and their process is gone.',
  debrief_sync_failures_total: 'Runs in which the entity could not be read to its end.',
  debrief_quarantined_records: 'Records that were refused and cannot be stored.',
}

/**
 * Adds what Prometheus is told of syncs, whichever process did them: it is read from the ledger when somebody asks.
 *
 * @param names gives what people call the source at an address
 */
export function addSyncMetrics(
  registry: Registry,
  engine: Engine,
  names: () => Promise<(source: string) => string>,
  now: () => number = Date.now,
): void {
  let last: { readonly numbers: Promise<Numbers>; readonly until: number } | undefined
  const numbers = (): Promise<Numbers> => {
    if (!last || last.until <= now())
      last = {
        // A store that does not answer is no reason to tell nothing at all.
        numbers: readNumbers(engine, names, now()).catch(() => ({})),
        until: now() + MEMORY_MS,
      }
    return last.numbers
  }
  for (const [name, labelNames] of Object.entries(METRICS))
    new Gauge({
      name,
      help: HELP[name as keyof typeof METRICS],
      labelNames: [...labelNames],
      registers: [registry],
      async collect() {
        this.reset()
        for (const { labels, value } of (await numbers())[name] ?? []) this.set(labels, value)
      },
    })
}

async function readNumbers(
  engine: Engine,
  names: () => Promise<(source: string) => string>,
  now: number,
): Promise<Record<keyof typeof METRICS, Labelled[]>> {
  const nameOf = await names()
  const ledger = (await readLedger(engine)).map(entry => ({
    ...entry,
    labels: { source: nameOf(entry.source), entity: entry.entity },
    until: entry.complete_until === null ? undefined : Date.parse(entry.complete_until) / 1000,
  }))
  const removed = await removedSources(engine)
  // What was stored and how runs ended stays counted; but of a source that was removed nobody waits for more.
  const present = ledger.filter(({ source }) => !removed.has(source))
  const known = present.flatMap(({ labels, until }) =>
    until === undefined ? [] : [{ labels, value: until }],
  )
  const interrupted = [...(await interruptedRuns(engine))]
  const runs = await rows<{ source: string; told: string; runs: number; ended: number | null }>(engine, {
    sql: `SELECT source, if(state = 'running' AND has({interrupted:Array(String)}, run_id), 'interrupted', state) AS told,
            count() AS runs, toUnixTimestamp(max(ended_time)) AS ended
          FROM sync_runs FINAL GROUP BY source, told`,
    params: { interrupted },
  })
  const failures = await rows<{ source: string; entity: string; failures: number }>(engine, {
    sql: `SELECT source, part.1 AS entity, countIf(JSONExtractString(part.2, 'failure') != '') AS failures
          FROM (SELECT source, arrayJoin(JSONExtractKeysAndValuesRaw(report)) AS part FROM sync_runs FINAL)
          GROUP BY source, entity`,
  })
  const quarantined = await rows<{ entity: string; records: number }>(engine, {
    sql: 'SELECT entity, count() AS records FROM quarantine FINAL GROUP BY entity',
  })
  return {
    debrief_sync_lag_seconds: known.map(one => ({ ...one, value: Math.max(0, now / 1000 - one.value) })),
    debrief_sync_complete_until_timestamp_seconds: known,
    debrief_sync_records_stored_total: ledger.map(({ labels, new: fresh, changed }) => ({
      labels,
      value: fresh + changed,
    })),
    debrief_sync_days_left: present.flatMap(({ labels, days_left }) =>
      days_left === null ? [] : [{ labels, value: days_left }],
    ),
    debrief_sync_last_complete_run_timestamp_seconds: runs
      .filter(({ source, told, ended }) => told === 'complete' && ended !== null && !removed.has(source))
      .map(({ source, ended }) => ({ labels: { source: nameOf(source) }, value: ended! })),
    debrief_sync_runs_total: runs.map(({ source, told, runs: value }) => ({
      labels: { source: nameOf(source), state: told },
      value,
    })),
    debrief_sync_failures_total: failures.map(({ source, entity, failures: value }) => ({
      labels: { source: nameOf(source), entity },
      value,
    })),
    debrief_quarantined_records: quarantined.map(({ entity, records: value }) => ({
      labels: { entity },
      value,
    })),
  }
}
