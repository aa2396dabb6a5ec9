import { literalText } from './literals.ts'
import type { Paths, ScalarPath } from './paths.ts'
import type { Random } from './random.ts'
import type { Scalar, ScalarType } from './scalars.ts'
import { binding, type Term } from './terms.ts'
import type { World } from './world.ts'

/** Something that paths can start at. */
export interface Root {
  /** What is written before its paths: nothing, `$it`, or a lambda's variable. */
  readonly prefix: string
  /** Its place in the scope in which terms are evaluated. */
  readonly slot: number
  readonly paths: Paths
}

/** What expressions are generated from, at one place in a query. */
export interface Grammar {
  readonly random: Random
  readonly world: World
  readonly roots: readonly Root[]
  /** How many things the scope has here. */
  readonly slots: number
  /** Values that occur in the records, by type: literals of them find something. */
  readonly pool: ReadonlyMap<ScalarType, readonly NonNullable<Scalar>[]>
  /** The parameter aliases of the query, which grow as terms use them: `@a0=1`. */
  readonly aliases: string[]
}

/** A path as it is written behind a root. */
export function pathText({ prefix }: Root, path: string): string {
  if (prefix === '') return path
  return path === '' ? prefix : `${prefix}/${path}`
}

/** One of all things that a kind of path leads to, from any root; undefined when there is none. */
export function pickPath<P extends { readonly text: string; readonly read: (from: unknown) => unknown }>(
  { random, roots }: Grammar,
  wanted: (paths: Paths) => readonly P[],
): { path: P; text: string; root: Root } | undefined {
  const all = roots.flatMap(root => wanted(root.paths).map(path => ({ path, root })))
  if (all.length === 0) return undefined
  const { path, root } = random.pick(all)
  return { path, root, text: pathText(root, path.text) }
}

/** A path to a single value of a type. */
export function leaf(g: Grammar, type: ScalarType): Term | undefined {
  const found = pickPath<ScalarPath>(g, paths => paths.scalars.filter(path => path.type === type))
  if (!found) return undefined
  const { path, text, root } = found
  return { text, type, binds: binding.primary, of: scope => path.read(scope[root.slot]) }
}

/** A literal, sometimes behind a parameter alias. */
export function literal(g: Grammar, type: ScalarType): Term {
  const { random, pool, aliases } = g
  const values = pool.get(type)!
  const value = type === 'string' ? part(g, String(random.pick(values))) : random.pick(values)
  const written = literalText(random, type, value)
  const of = () => value
  if (!random.chance(0.04)) return { text: written, type, binds: binding.primary, of }
  const name = `@a${aliases.length}`
  aliases.push(`${name}=${written}`)
  return { text: name, type, binds: binding.primary, of }
}

/** A whole text, or its beginning, its end or what is between. */
function part({ random }: Grammar, text: string): string {
  if (random.chance(0.5)) return text
  const characters = [...text]
  const start = random.below(characters.length + 1)
  return characters.slice(start, start + random.below(4)).join('')
}

export const nullTerm = (type: ScalarType): Term => ({
  text: 'null',
  type,
  binds: binding.primary,
  of: () => null,
})

/** A keyword in any case, as 4.01 allows. */
export function word({ random }: Grammar, text: string): string {
  return random.chance(0.95)
    ? text
    : random.chance(0.5)
      ? text.toUpperCase()
      : text[0]!.toUpperCase() + text.slice(1)
}

/** White space that must be there. */
export function space({ random }: Grammar): string {
  return random.chance(0.97) ? ' ' : random.pick(['  ', '\t', ' \t '])
}

/** A call as it is written; white space around arguments is tolerated. */
export function callText(g: Grammar, name: string, ...args: readonly string[]): string {
  const comma = g.random.chance(0.95) ? ',' : ' , '
  return `${word(g, name)}(${args.join(comma)})`
}
