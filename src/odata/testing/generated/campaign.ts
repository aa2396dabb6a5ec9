import { conversationsService } from '../conversations.ts'
import type { TestService } from '../service.ts'
import { shopService } from '../shop.ts'
import { compareRows, survive } from './comparison.ts'
import { Batch } from './condition-batch.ts'
import { conversationRecords, conversationWorld } from './conversation-world.ts'
import { hostileQuery } from './hostile.ts'
import { generateCondition, generateQuery } from './query-grammar.ts'
import { Random } from './random.ts'
import { fillShop, shopRecords, shopWorld } from './shop-world.ts'
import { Tally } from './tally.ts'
import type { World } from './world.ts'

interface Side {
  readonly service: TestService
  readonly world: World
}

/** Generated queries on two models, straight to the engine: the five entities, and a shop that has every primitive type. */
export class Campaign {
  private readonly sides: readonly Side[]

  private constructor(sides: readonly Side[]) {
    this.sides = sides
  }

  /** @param each how many records every set has */
  static async open(seed: number, each: number): Promise<Campaign> {
    const random = new Random(seed)
    const conversations = conversationRecords(random, each)
    const products = shopRecords(random, each)
    const shop = shopService()
    await fillShop(shop.session, products)
    // The tables are small: more threads would only wait for each other.
    shop.session.query('SET max_threads = 1')
    return new Campaign([
      { service: await conversationsService(conversations), world: conversationWorld(conversations) },
      { service: shop, world: shopWorld(products) },
    ])
  }

  /** Valid queries: the rows have to be those that the records give; of one in eight also in pages, and their number. */
  async valid(seeds: Iterable<number>): Promise<Tally> {
    const tally = new Tally()
    for (const seed of seeds) {
      const { service, world } = this.sides[seed % 2]!
      const query = generateQuery(new Random(seed), world)
      await tally.count(seed, query.options, () => compareRows(service, query, seed % 16 < 2))
    }
    return tally
  }

  /** Conditions on one set, many in one statement: what is compiled for each is as for a query of its own. */
  async conditions(seeds: Iterable<number>): Promise<Tally> {
    const tally = new Tally()
    const batches = new Map<string, Batch>()
    for (const seed of seeds) {
      const { service, world } = this.sides[seed % 2]!
      const random = new Random(seed)
      const set = random.pick([...world.service.sets.keys()])
      const batch = batches.get(set) ?? new Batch(service, world.service.sets.get(set)!)
      batches.set(set, batch)
      const condition = generateCondition(random, world, set)
      await tally.count(seed, condition.options, async () => batch.add(seed, condition))
      if (batch.size >= 40) tally.fail(await batch.run())
    }
    for (const batch of batches.values()) tally.fail(await batch.run())
    return tally
  }

  /** Damaged, hostile and mistyped queries: refused as the client's mistake, or run. */
  async hostile(seeds: Iterable<number>): Promise<Tally> {
    const tally = new Tally()
    for (const seed of seeds) {
      const { service, world } = this.sides[seed % 2]!
      const random = new Random(seed)
      const valid = generateQuery(random, world)
      await tally.count(seed, [], () => survive(service, valid.set, hostileQuery(random, valid)))
    }
    return tally
  }

  close(): void {
    for (const { service } of this.sides) service.close()
  }
}

export function* range(start: number, count: number): Generator<number> {
  for (let i = start; i < start + count; i++) yield i
}
