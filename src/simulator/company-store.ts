import { RecordSplitter } from '../ingest/record-splitter.ts'
import type { EntityName } from '../schema/entities.ts'
import { entities } from '../schema/entities.ts'
import { compact } from '../store/compact.ts'
import type { Engine } from '../store/engine.ts'
import type { UpsertCounts } from '../store/upsert.ts'
import { addCounts, NO_RECORDS, upsert } from '../store/upsert.ts'
import type { Resource } from './resource.ts'
import type { Sink } from './sink.ts'

/** Records are stored when about this many bytes of an entity wait. */
const BATCH_BYTES = 16 * 1024 * 1024

/** Brings a company into a store, the way every import goes. */
export class CompanyStore implements Sink {
  readonly counts = new Map<EntityName, UpsertCounts>(entities.map(({ name }) => [name, NO_RECORDS]))
  private readonly engine: Engine
  private readonly waiting = new Map(entities.map(({ name }) => [name, new RecordSplitter()]))

  constructor(engine: Engine) {
    this.engine = engine
  }

  record(entity: EntityName, text: string): void {
    this.waiting.get(entity)?.push(Buffer.from(`${text}\n`))
  }

  resource(before: string, { detailText }: Resource, after: string): void {
    this.record('plugin-resources', before + detailText + after)
  }

  outcome(): void {}

  /** Stores what waits, once it is worth a statement; whatever waits when `all`. */
  async store(all = false): Promise<void> {
    for (const entity of entities) {
      const splitter = this.waiting.get(entity.name)
      if (splitter === undefined || (!all && splitter.pending < BATCH_BYTES)) continue
      const counts = await upsert(this.engine, entity, splitter.take())
      this.counts.set(entity.name, addCounts(this.counts.get(entity.name) ?? NO_RECORDS, counts))
    }
  }

  /** Stores the rest, and merges the tables for quick reading. */
  async end(): Promise<void> {
    await this.store(true)
    for (const entity of entities) {
      const counts = this.counts.get(entity.name) ?? NO_RECORDS
      await compact(this.engine, entity, counts.new + counts.changed)
    }
  }
}
