import { findNavigation, type Property } from '../../model.ts'
import { innerProperties } from '../../row-json.ts'
import type { Chosen } from './expected.ts'
import { type Grammar, space, word } from './grammar.ts'
import type { Paths } from './paths.ts'
import { compareScalars, type Scalar, type ScalarType } from './scalars.ts'
import type { Scope, Term } from './terms.ts'
import { value } from './value-grammar.ts'
import type { Held, HeldObject } from './world.ts'

export const orderable: readonly ScalarType[] = [
  'string',
  'string',
  'string',
  'integer',
  'instant',
  'boolean',
  'double',
  'decimal',
  'date',
  'duration',
  'time',
]

/** A value of `$compute`, as what names can lead to from then on. */
export interface Computed {
  readonly name: string
  readonly term: Term
}

/** `$compute`: values that later ones can use. The grammar's roots come back with them. */
export function computing(g: Grammar): { text: string; items: Computed[]; inner: Grammar } {
  let inner = g
  const items: Computed[] = []
  const texts = g.random.list(1, 2, i => {
    const name = `c${i}`
    const term = value(inner, g.random.pick(orderable), 2)
    items.push({ name, term })
    const path = { text: name, type: term.type, read: (from: unknown) => term.of([from]) }
    const paths: Paths = { scalars: [path], lists: [], objects: [], relations: [] }
    inner = { ...inner, roots: [...inner.roots, { prefix: '', slot: 0, paths }] }
    return `${term.text} ${word(g, 'as')} ${name}`
  })
  return { text: texts.join(','), items, inner }
}

/** An order of rows: nulls first ascending, last descending. */
export type Order = (a: Scope, b: Scope) => number

/** `$orderby`: keys of any type. */
export function ordering(g: Grammar): { text: string; order: Order } {
  const keys = g.random.list(1, 3, () => {
    const term = value(g, g.random.pick(orderable), g.random.pick([0, 0, 2]))
    return { term, descending: g.random.chance(0.4) }
  })
  const text = keys.map(({ term, descending }) => {
    const direction = descending ? word(g, 'desc') : g.random.chance(0.3) ? word(g, 'asc') : ''
    return direction === '' ? term.text : `${term.text}${space(g)}${direction}`
  })
  const order: Order = (a, b) => {
    for (const { term, descending } of keys) {
      const difference = compareNullable(term.of(a), term.of(b))
      if (difference !== 0) return descending ? -difference : difference
    }
    return 0
  }
  return { text: text.join(','), order }
}

export function compareNullable(a: Scalar, b: Scalar): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  return compareScalars(a, b)
}

/** `$select`: some properties, some of them in part. */
export function selecting(
  { random }: Grammar,
  properties: readonly Property[],
  computed: readonly Computed[],
): { text: string; chosen: Chosen; computed: readonly Computed[] } {
  if (random.chance(0.1)) return { text: '*', chosen: 'all', computed }
  const chosen: { [name: string]: Chosen } = {}
  const texts = random.some(properties, 4).map(property => {
    const inner = innerProperties(property)
    const { name } = property
    if (!inner || random.chance(0.4)) {
      chosen[name] = 'all'
      return name
    }
    const parts = random.some(inner, 2)
    chosen[name] = Object.fromEntries(parts.map(part => [part.name, 'all' as const]))
    if (random.chance(0.5)) return parts.map(part => `${name}/${part.name}`).join(',')
    return `${name}(${random.pick(['$select', 'select'])}=${parts.map(part => part.name).join(',')})`
  })
  const also = computed.filter(() => random.chance(0.6))
  return { text: [...texts, ...also.map(({ name }) => name)].join(','), chosen, computed: also }
}

/** Words that are in the records, and one that is not. */
const words = ['Qq', 'qQA', 'ä', 'Ä', '"Qq x"', '100%_Qq', 'zzz', 'QqB', '"q\\"', '!', '😀']

/** `$search`: whether a record has text that contains a term, in any case. */
export function searching(
  { random }: Grammar,
  properties: readonly Property[],
): { text: string; found: (record: HeldObject) => boolean } {
  const [first, second] = [random.pick(words), random.pick(words)]
  const has = (term: string) => (record: HeldObject) =>
    textsOf(properties, record).some(text => lower(text).includes(lower(term.replaceAll('"', ''))))
  const [a, b] = [has(first), has(second)]
  return random.pick([
    { text: first, found: a },
    { text: `NOT ${first}`, found: record => !a(record) },
    { text: `${first} ${second}`, found: record => a(record) && b(record) },
    { text: `${first} AND ${second}`, found: record => a(record) && b(record) },
    { text: `${first} OR NOT ${second}`, found: record => a(record) || !b(record) },
    { text: `NOT (${first} OR ${second})`, found: record => !a(record) && !b(record) },
  ])
}

const lower = (text: string) => text.toLowerCase()

function textsOf(properties: readonly Property[], object: HeldObject): string[] {
  return properties.flatMap(property => {
    const held = object[property.name] ?? null
    if (held === null) return []
    if (property.kind === 'enum') return [String(held)]
    if (property.kind === 'primitive') return property.type === 'Edm.String' ? [String(held)] : []
    if (property.kind === 'complex') return textsOf(property.properties, held as HeldObject)
    const { element } = property
    const items = held as readonly Held[]
    if (typeof element !== 'string') return items.flatMap(item => textsOf(element, item as HeldObject))
    return element === 'Edm.String' ? items.map(String) : []
  })
}

/** The relations of a set. */
export function relationsOf({ world }: Grammar, set: string) {
  const model = world.service.sets.get(set)!
  return (model.navigation ?? []).map(({ name }) => findNavigation(model, name)!)
}
