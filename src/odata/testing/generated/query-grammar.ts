import { applying } from './apply-grammar.ts'
import { Overflow } from './arithmetic-grammar.ts'
import { condition } from './condition-grammar.ts'
import { expanding } from './expand-grammar.ts'
import { type Expected, expectedObject, Single } from './expected.ts'
import type { Grammar } from './grammar.ts'
import { recordRoots } from './list-grammar.ts'
import { type Computed, computing, type Order, ordering, searching, selecting } from './option-grammar.ts'
import { pathsOfSet } from './paths.ts'
import type { Random } from './random.ts'
import { compareScalars, type Scalar } from './scalars.ts'
import { vocabulary } from './vocabulary.ts'
import type { Entity, World } from './world.ts'

/** A query as a client writes it, and what it should give. */
export interface GeneratedQuery {
  readonly set: string
  /** Options and parameter aliases, decoded. */
  readonly options: readonly (readonly [name: string, text: string])[]
  readonly skip: number
  readonly top: number
  /** The rows of all pages together, before `$skip` and `$top`. */
  readonly rows: readonly Expected[]
}

/** A valid query on one of the world's sets; not one whose result the standard leaves open. */
export function generateQuery(random: Random, world: World): GeneratedQuery {
  for (;;)
    try {
      return validQuery(random, world)
    } catch (error) {
      if (!(error instanceof Overflow)) throw error
    }
}

/** A condition on the records of a set alone, and the keys of those that it leaves. */
export interface GeneratedCondition {
  readonly options: readonly (readonly [name: string, text: string])[]
  readonly keys: ReadonlySet<Scalar>
}

export function generateCondition(random: Random, world: World, set: string): GeneratedCondition {
  const { key } = world.service.sets.get(set)!
  const paths = { ...pathsOfSet(world, set, 0), objects: [], relations: [] }
  for (;;)
    try {
      const g: Grammar = {
        random,
        world,
        pool: vocabulary(world),
        roots: recordRoots(paths),
        slots: 1,
        aliases: [],
      }
      const filter = condition(g, random.pick([1, 2, 3]))
      const found = world.entities(set).filter(entity => filter.of([entity]) === true)
      const keys = new Set(found.map(({ values }) => values[key] as Scalar))
      return { options: [['$filter', filter.text], ...aliasesOf(g)], keys }
    } catch (error) {
      if (!(error instanceof Overflow)) throw error
    }
}

function aliasesOf({ aliases }: Grammar): [string, string][] {
  return aliases.map(alias => alias.split(/=(.*)/s).slice(0, 2) as [string, string])
}

function validQuery(random: Random, world: World): GeneratedQuery {
  const set = random.pick([...world.service.sets.keys()])
  const pool = vocabulary(world)
  const paths = pathsOfSet(world, set, random.chance(0.2) ? 2 : random.chance(0.5) ? 1 : 0)
  const local = random.chance(0.6) ? { ...paths, relations: [] } : paths
  const g: Grammar = { random, world, pool, roots: recordRoots(local), slots: 1, aliases: [] }
  const made = random.chance(0.15) ? applying(g, set) : reading(g, set)
  const options = made.options.map(([name, text]) => [spelled(random, name), text] as const)
  const skip = random.chance(0.15) ? random.below(12) : 0
  if (skip > 0) options.push([spelled(random, 'skip'), String(skip)])
  const top = random.chance(0.2) ? random.below(20) : Infinity
  if (top < Infinity) options.push([spelled(random, 'top'), String(top)])
  return { set, options: [...options, ...aliasesOf(g)], skip, top, rows: made.rows }
}

/** Options with or without `$`, in any case. */
function spelled(random: Random, name: string): string {
  const dollar = random.chance(0.8) ? '$' : ''
  return `${dollar}${random.chance(0.95) ? name : name.toUpperCase()}`
}

/** Options and the rows that they give. */
export interface Made {
  readonly options: (readonly [name: string, text: string])[]
  readonly rows: readonly Expected[]
}

function reading(outer: Grammar, set: string): Made {
  const { random, world } = outer
  const { properties, key } = world.service.sets.get(set)!
  const options: (readonly [string, string])[] = []
  let g = outer
  let computed: readonly Computed[] = []
  if (random.chance(0.15)) {
    const compute = computing(g)
    options.push(['compute', compute.text])
    ;({ inner: g, items: computed } = compute)
  }
  let entities = [...world.entities(set)]
  if (random.chance(0.75)) {
    const filter = condition(g, random.pick([1, 2, 3]))
    options.push(['filter', filter.text])
    entities = entities.filter(entity => filter.of([entity]) === true)
  }
  if (random.chance(0.08)) {
    const search = searching(g, properties)
    options.push(['search', search.text])
    entities = entities.filter(({ values }) => search.found(values))
  }
  let order: Order = () => 0
  if (random.chance(0.4)) {
    const orderby = ordering(g)
    options.push(['orderby', orderby.text])
    order = orderby.order
  }
  const id = ({ values }: Entity) => values[key] as NonNullable<Scalar>
  entities.sort((a, b) => order([a], [b]) || compareScalars(id(a), id(b)))
  if (random.chance(0.2)) options.push(['count', 'true'])
  const select = random.chance(0.8) ? selecting(g, properties, computed) : undefined
  if (select) options.push(['select', select.text])
  const expand = random.chance(0.08) ? expanding(outer, set) : undefined
  if (expand) options.push(['expand', expand.text])
  const row = (entity: Entity): Expected => ({
    ...expectedObject(properties, entity.values, select?.chosen),
    ...Object.fromEntries(
      (select?.computed ?? computed).map(({ name, term }) => [
        name,
        new Single(term.type, term.of([entity])),
      ]),
    ),
    ...expand?.members(entity),
  })
  return { options, rows: entities.map(row) }
}
