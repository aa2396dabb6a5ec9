import type { Entity } from '../schema/attribute.ts'
import { entities } from '../schema/entities.ts'
import { compact } from '../store/compact.ts'
import type { Engine } from '../store/engine.ts'
import type { UpsertCounts } from '../store/upsert.ts'
import type { SourceClient } from './source-client.ts'
import { BATCH_RECORDS, syncEntity } from './sync-entity.ts'

/** A day: entities of one load are stamped minutes apart, and shown hours later. Reading a day twice costs little. */
export const DEFAULT_LOOK_BACK_MS = 24 * 3600 * 1000

export interface SyncOptions {
  readonly engine: Engine
  readonly client: SourceClient
  /** Which entities, in this order; all of them when absent. */
  readonly entities?: readonly Entity[]
  readonly full?: boolean
  readonly lookBackMs?: number
  /** How many records are stored at once: at most so many, and a page, are read again after a failure. */
  readonly batchRecords?: number
  /** Called after each batch of an entity, with how many records it should come to, where the source says. */
  readonly progress?: (entity: string, counts: UpsertCounts, expected: number | undefined) => void
}

export interface SyncReport {
  /** `complete` only when every entity was read to its end and stored. */
  readonly state: 'complete' | 'incomplete'
  readonly entities: { readonly [entity: string]: UpsertCounts }
  /** Why entities are not complete. */
  readonly failures: { readonly [entity: string]: string }
}

/**
 * Brings a store up to date with a Data API. An entity that fails does not stop the others.
 * The next run goes on where this one ended, whatever ended it.
 */
export async function sync(options: SyncOptions): Promise<SyncReport> {
  const { engine, client, full = false, progress = () => {} } = options
  const { lookBackMs = DEFAULT_LOOK_BACK_MS, batchRecords = BATCH_RECORDS } = options
  const counts: Record<string, UpsertCounts> = {}
  const failures: Record<string, string> = {}
  for (const entity of options.entities ?? entities) {
    try {
      const stored = await syncEntity({
        engine,
        client,
        entity,
        full,
        lookBackMs,
        batchRecords,
        progress: (soFar, expected) => progress(entity.name, soFar, expected),
      })
      counts[entity.name] = stored
      await compact(engine, entity, stored.new + stored.changed)
    } catch (error) {
      failures[entity.name] = error instanceof Error ? error.message : String(error)
    }
  }
  return { state: Object.keys(failures).length === 0 ? 'complete' : 'incomplete', entities: counts, failures }
}
