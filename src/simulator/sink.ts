import type { EntityName } from '../schema/entities.ts'
import type { Resource } from './resource.ts'

/** Where a simulation puts what it makes, as it makes it. */
export interface Sink {
  /** A record of one of the entities, minified, with its keys in alphabetical order. */
  record(entity: EntityName, text: string): void
  /**
   * A plugin resource, whose record is `before`, the detail of the resource, `after`. They come apart because that detail is most of
   * all bytes, the same again and again, and has to be encoded only once.
   */
  resource(before: string, resource: Resource, after: string): void
  /** What somebody wanted in a conversation and whether they got it, as one JSON object. */
  outcome(text: string): void
}
