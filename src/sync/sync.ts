import { randomUUID } from 'node:crypto'
import type { Entity } from '../schema/attribute.ts'
import { entities as allEntities } from '../schema/entities.ts'
import { compact } from '../store/compact.ts'
import type { Engine } from '../store/engine.ts'
import type { UpsertCounts } from '../store/upsert.ts'
import { EntitySync } from './entity-sync.ts'
import { claimSource } from './lease.ts'
import type { Loss } from './losses.ts'
import { byUrgency, type PlanOptions, WINDOW_RECORDS } from './plan-windows.ts'
import { DEFAULT_POLICIES, type NewChange, type Policies } from './policies.ts'
import type { Range } from './range.ts'
import { type RunCause, type RunState, saveRun } from './runs.ts'
import type { SourceClient } from './source-client.ts'
import type { Window } from './windows.ts'

const HOUR = 3600 * 1000

/** Two days: records appear up to 42 hours after they were stamped. Reading a day again costs little: nothing is stored twice. */
export const DEFAULT_LOOK_BACK_MS = 48 * HOUR
/** What the source stamps while a run begins may not be visible yet, and clocks differ by minutes. */
export const DEFAULT_SETTLE_MS = 5 * 60 * 1000
/** Records that are stored by one statement: fewer cost more, more are read again after a failure. */
export const BATCH_RECORDS = 50_000
/** Windows that are read at once. Each needs the memory of three batches. */
const PARALLEL_WINDOWS = 4

export interface SyncOptions {
  readonly engine: Engine
  readonly client: SourceClient
  /** Which entities; all of them when absent. */
  readonly entities?: readonly Entity[]
  /** Read everything again. */
  readonly full?: boolean
  /** Read this stretch of `last_updated_time` again, in milliseconds since 1970. */
  readonly range?: Partial<Range> | undefined
  readonly lookBackMs?: number
  readonly settleMs?: number
  /** How many records are stored at once: at most so many, and a page, are read again after a failure. */
  readonly batchRecords?: number
  /** How many records a window has at most, where the source can count. */
  readonly windowRecords?: number
  /** How many windows are read at once. */
  readonly parallelWindows?: number
  /** Whether the store is compared with the source's counts over all of its history at the end. On unless said otherwise. */
  readonly audit?: boolean
  /** What to do about what nobody documented; to warn of it unless said otherwise. */
  readonly policies?: Policies
  /** What began the run. */
  readonly cause?: RunCause
  /** Called after each batch of an entity, with how many records it should come to, where the source says. */
  readonly progress?: (entity: string, counts: UpsertCounts, expected: number | undefined) => void
}

export interface SyncReport {
  /**
   * `complete` only when every window of every entity was read to its end, stored, and proven, and nothing was found that can
   * never be read any more; `stopped` by a policy.
   */
  readonly state: Exclude<RunState, 'running'>
  readonly entities: { readonly [entity: string]: UpsertCounts }
  /** Why entities are not complete. */
  readonly failures: { readonly [entity: string]: string }
  /** What of entities fell behind the source's horizon unread, as far as this run was the one to find it. */
  readonly losses: { readonly [entity: string]: Loss }
  /** What entities’ records have for the first time and nobody documented, where a policy says to warn of it. */
  readonly changes: { readonly [entity: string]: readonly NewChange[] }
}

/**
 * Brings a store up to date with a Data API, and proves it. An entity that fails does not stop the others.
 * The next run goes on where this one ended, whatever ended it.
 *
 * @throws BusyError when another run of the same source is under way; SyncError when the client’s signal was given
 */
export async function sync(options: SyncOptions): Promise<SyncReport> {
  const { engine, client } = options
  const run = randomUUID()
  const started = client.clock.now()
  const lease = await claimSource(engine, client.name, run)
  const parts = (options.entities ?? allEntities).map(
    entity => new EntitySync({ ...readingOptions(options), engine, client, entity, run }),
  )
  const save = (state: RunState): Promise<void> =>
    saveRun(engine, {
      id: run,
      source: client.name,
      state,
      cause: options.cause ?? 'command',
      started,
      ended: state === 'running' ? null : client.clock.now(),
      entities: Object.fromEntries(parts.map(part => [part.name, part.summary])),
    })
  try {
    await save('running')
    await Promise.all(parts.map(part => part.plan()))
    await save('running')
    await readWindows(parts, options.parallelWindows ?? PARALLEL_WINDOWS)
    // Noted as a run that did not end, it is gone on with at the next start.
    client.throwIfStopped()
    if (options.audit !== false) for (const part of parts) await part.audit()
    // A merge keeps one core busy.
    await Promise.all(parts.map(({ entity, counts }) => compact(engine, entity, counts.new + counts.changed)))
    const state = parts.some(part => part.isStopped)
      ? 'stopped'
      : parts.every(part => part.isComplete && part.loss === undefined)
        ? 'complete'
        : 'incomplete'
    await save(state)
    return {
      state,
      entities: Object.fromEntries(
        parts.filter(part => part.isComplete).map(part => [part.name, part.counts]),
      ),
      failures: Object.fromEntries(
        parts.flatMap(part => (part.failure === undefined ? [] : [[part.name, part.failure]])),
      ),
      losses: Object.fromEntries(
        parts.flatMap(part => (part.loss === undefined ? [] : [[part.name, part.loss]])),
      ),
      changes: Object.fromEntries(
        parts.flatMap(part => (part.changes.length === 0 ? [] : [[part.name, part.changes]])),
      ),
    }
  } finally {
    await lease.release()
  }
}

/** A window that a sync would read, as people are told of it. */
export interface PlannedWindow {
  readonly entity: string
  /** Null from the very first record on. */
  readonly since: string | null
  readonly until: string
  /** How many records it has, where the source says. */
  readonly records: number | null
  /** `new`, or `open` when an earlier run began it. */
  readonly state: 'new' | 'open'
}

/** What a sync would read now, without reading or noting anything. */
export async function planSync(options: SyncOptions): Promise<PlannedWindow[]> {
  const { engine, client } = options
  const planned: PlannedWindow[] = []
  for (const entity of options.entities ?? allEntities) {
    const part = new EntitySync({ ...readingOptions(options), engine, client, entity, run: 'plan' })
    const { windows } = await part.draft()
    planned.push(
      ...windows.map(({ since, until, counted, run }) => ({
        entity: entity.name,
        since: Number.isFinite(since) ? new Date(since).toISOString() : null,
        until: new Date(until).toISOString(),
        records: counted,
        state: run === 'plan' ? ('new' as const) : ('open' as const),
      })),
    )
  }
  return planned
}

function readingOptions(options: SyncOptions): Omit<PlanOptions, 'run'> & {
  readonly batchRecords: number
  readonly policies: Policies
  readonly progress: NonNullable<SyncOptions['progress']>
} {
  return {
    full: options.full ?? false,
    range: options.range,
    lookBackMs: options.lookBackMs ?? DEFAULT_LOOK_BACK_MS,
    settleMs: options.settleMs ?? DEFAULT_SETTLE_MS,
    windowRecords: options.windowRecords ?? WINDOW_RECORDS,
    batchRecords: options.batchRecords ?? BATCH_RECORDS,
    policies: options.policies ?? DEFAULT_POLICIES,
    progress: options.progress ?? (() => {}),
  }
}

/** Reads the windows of all entities, so many at once: the most urgent first, and parents before children. */
async function readWindows(parts: readonly EntitySync[], parallel: number): Promise<void> {
  const oldest = Math.min(...parts.map(part => part.oldest))
  const owner = new Map<Window, EntitySync>()
  for (const part of parts) for (const window of part.planned) owner.set(window, part)
  const queue = byUrgency([...owner.keys()], oldest)
  const work = async (): Promise<void> => {
    for (let window = queue.shift(); window; window = queue.shift()) {
      const part = owner.get(window)!
      for (const half of await part.read(window)) {
        owner.set(half, part)
        queue.unshift(half)
      }
    }
  }
  await Promise.all(Array.from({ length: parallel }, work))
}
