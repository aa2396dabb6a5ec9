import type { Entity } from '../schema/attribute.ts'
import { entities } from '../schema/entities.ts'
import type { Engine } from '../store/engine.ts'
import { recordTexts } from '../store/record-texts.ts'
import {
  bucketsOf,
  deletedIn,
  type Equality,
  type Fingerprint,
  fingerprintsIn,
  quarantinedIn,
} from './buckets.ts'
import { differingAttributes } from './same-json.ts'

export type { Equality } from './buckets.ts'

/** What can be wrong with a record of a copy. */
export const differenceKinds = [
  /** The source has it, the store does not, and does not know why. */
  'missing',
  /** The store refused the source's record, and keeps it in quarantine with the reason. */
  'quarantined',
  /** It was deleted in the store, on purpose. */
  'erased',
  /** The store has an older form: its `last_updated_time` is lower. */
  'stale',
  /** Both have it, the store's is not older, and they do not say the same. */
  'different',
  /** The store has it, and the source does not. */
  'surplus',
  /** The source deleted it, and the store still has it. */
  'deleted',
] as const

export type DifferenceKind = (typeof differenceKinds)[number]

/** One record that is not the same on both sides. Times are those of its `last_updated_time`; null where it is not there. */
export interface Difference {
  readonly kind: DifferenceKind
  readonly id: string
  readonly source: string | null
  readonly store: string | null
  /** The attributes that differ, where both have it. */
  readonly attributes?: readonly string[]
}

export type DifferenceCounts = { readonly [kind in DifferenceKind]: number }

export interface EntityVerdict {
  readonly entity: string
  /** How many records the source and the store have. */
  readonly source: number
  readonly store: number
  /** How many are the same on both sides; of these, `respelled` are written differently as JSON. */
  readonly equal: number
  readonly respelled: number
  readonly differences: DifferenceCounts
  /** Some of the differences: of each kind the first by id in the buckets that were looked at. */
  readonly examples: readonly Difference[]
}

export interface Verdict {
  /** Whether the store has exactly what the source has. */
  readonly equal: boolean
  readonly entities: readonly EntityVerdict[]
}

export interface VerifyOptions {
  /** The store with the truth. */
  readonly source: Engine
  /** The one that should equal it. */
  readonly store: Engine
  readonly entities?: readonly Entity[]
  readonly equality?: Equality
  /** How many examples of each kind are given for each entity. */
  readonly examples?: number
  /** Called after each group of records that had to be looked at one by one. */
  readonly progress?: (entity: string, done: number, total: number) => void
}

/** So many records are looked at one by one at once: what bounds the memory. */
const GROUP_RECORDS = 50_000
/** So many texts are asked for at once: their ids have to fit into the address of a request to an engine. */
const TEXTS = 100

/**
 * Compares two stores, of which either may be on another machine.
 *
 * Both engines give a digest for each of 4,096 buckets of ids. Only buckets whose digests differ are looked at record by
 * record: two equal stores of millions of records are compared in a second, and memory does not grow with them.
 */
export async function verify(options: VerifyOptions): Promise<Verdict> {
  const verdicts: EntityVerdict[] = []
  for (const entity of options.entities ?? entities) verdicts.push(await verifyEntity(entity, options))
  const equal = verdicts.every(({ differences }) => Object.values(differences).every(count => count === 0))
  return { equal, entities: verdicts }
}

async function verifyEntity(entity: Entity, options: VerifyOptions): Promise<EntityVerdict> {
  const { source, store, equality = 'text', examples = 10, progress } = options
  const [there, here] = await Promise.all([
    bucketsOf(source, entity, equality),
    bucketsOf(store, entity, equality),
  ])
  const recordsIn = (bucket: number): number =>
    Math.max(there.get(bucket)?.records ?? 0, here.get(bucket)?.records ?? 0)
  const suspect = [...new Set([...there.keys(), ...here.keys()])]
    .filter(bucket => there.get(bucket)?.digest !== here.get(bucket)?.digest)
    .sort((a, b) => a - b)
  const total = suspect.reduce((sum, bucket) => sum + recordsIn(bucket), 0)
  const tally = new Tally(examples)
  let done = 0
  for (const group of groups(suspect, recordsIn)) {
    await compareGroup(entity, options, group, tally)
    done += group.reduce((sum, bucket) => sum + recordsIn(bucket), 0)
    progress?.(entity.name, done, total)
  }
  const sum = (buckets: ReadonlyMap<number, { readonly records: number }>): number =>
    [...buckets.values()].reduce((records, bucket) => records + bucket.records, 0)
  const { missing, quarantined, erased, stale, different } = tally.counts
  // Only where both sides have it can a record be equal.
  const unequal = missing + erased + stale + different + quarantined
  return {
    entity: entity.name,
    source: sum(there),
    store: sum(here),
    equal: sum(there) - unequal,
    respelled: tally.respelled,
    differences: tally.counts,
    examples: tally.examples,
  }
}

/** Buckets together, as many as may be looked at at once. */
function* groups(buckets: readonly number[], recordsIn: (bucket: number) => number): Iterable<number[]> {
  let group: number[] = []
  let records = 0
  for (const bucket of buckets) {
    if (group.length > 0 && records + recordsIn(bucket) > GROUP_RECORDS) {
      yield group
      group = []
      records = 0
    }
    group.push(bucket)
    records += recordsIn(bucket)
  }
  if (group.length > 0) yield group
}

async function compareGroup(
  entity: Entity,
  { source, store, equality = 'text' }: VerifyOptions,
  buckets: readonly number[],
  tally: Tally,
): Promise<void> {
  const [there, here, refused, erased, deleted] = await Promise.all([
    fingerprintsIn(source, entity, equality, buckets),
    fingerprintsIn(store, entity, equality, buckets),
    quarantinedIn(store, entity, buckets),
    deletedIn(store, entity, buckets),
    deletedIn(source, entity, buckets),
  ])
  const unlike: [Fingerprint, Fingerprint][] = []
  for (const [id, one] of there) {
    const other = here.get(id)
    if (other?.stamp === one.stamp && other.digest === one.digest) continue
    if (refused.has(id)) tally.add('quarantined', one, other)
    else if (!other) tally.add(erased.has(id) ? 'erased' : 'missing', one, other)
    else if (other.stamp < one.stamp) tally.add('stale', one, other)
    else unlike.push([one, other])
  }
  for (const [id, other] of here)
    if (!there.has(id)) tally.add(deleted.has(id) ? 'deleted' : 'surplus', undefined, other)
  for (let at = 0; at < unlike.length; at += TEXTS) {
    const some = unlike.slice(at, at + TEXTS)
    const ids = some.map(([{ id }]) => id)
    const [texts, copies] = await Promise.all([
      recordTexts(source, entity, ids),
      recordTexts(store, entity, ids),
    ])
    for (const [one, other] of some) {
      const attributes = differingAttributes(texts.get(one.id) ?? '{}', copies.get(one.id) ?? '{}')
      if (equality === 'text' && attributes.length === 0) tally.respelled++
      else tally.add('different', one, other, attributes)
    }
  }
}

/** Counts differences, and keeps some. */
class Tally {
  readonly examples: Difference[] = []
  respelled = 0
  readonly #counts = Object.fromEntries(differenceKinds.map(kind => [kind, 0])) as Record<
    DifferenceKind,
    number
  >
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get counts(): DifferenceCounts {
    return this.#counts
  }

  add(
    kind: DifferenceKind,
    source: Fingerprint | undefined,
    store: Fingerprint | undefined,
    attributes?: readonly string[],
  ): void {
    if (++this.#counts[kind] > this.#limit) return
    this.examples.push({
      kind,
      id: (source ?? store)!.id,
      source: source ? new Date(source.stamp).toISOString() : null,
      store: store ? new Date(store.stamp).toISOString() : null,
      ...(attributes ? { attributes } : {}),
    })
  }
}
