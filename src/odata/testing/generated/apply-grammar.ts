import { condition } from './condition-grammar.ts'
import { type Expected, Single } from './expected.ts'
import type { Grammar } from './grammar.ts'
import { compareNullable, orderable, ordering } from './option-grammar.ts'
import type { ScalarPath } from './paths.ts'
import type { Made } from './query-grammar.ts'
import { compareScalars, type Scalar, type ScalarType } from './scalars.ts'
import type { Term } from './terms.ts'
import { value } from './value-grammar.ts'
import type { Entity } from './world.ts'

/** A row of a summary: its values by their paths. */
type Row = ReadonlyMap<string, Scalar>

interface Aggregate {
  readonly text: string
  readonly name: string
  readonly type: ScalarType
  readonly of: (group: readonly Entity[]) => Scalar
}

type Values = readonly NonNullable<Scalar>[]

const numeric: readonly ScalarType[] = ['integer', 'double', 'decimal', 'duration']

/** Nulls are left out; of nothing there is no sum (OData Aggregation 4.01, section 3.1.3). */
const methods: {
  readonly [name: string]: {
    readonly takes: readonly ScalarType[]
    readonly gives?: ScalarType
    readonly of: (values: Values) => Scalar
  }
} = {
  average: {
    takes: ['integer', 'double', 'decimal'],
    gives: 'double',
    of: values =>
      values.length === 0 ? null : values.reduce((sum: number, v) => sum + Number(v), 0) / values.length,
  },
  countdistinct: { takes: orderable, gives: 'integer', of: values => BigInt(new Set(values).size) },
  max: { takes: orderable, of: values => values.toSorted(compareScalars).at(-1) ?? null },
  min: { takes: orderable, of: values => values.toSorted(compareScalars)[0] ?? null },
  sum: {
    takes: numeric,
    of: values =>
      values.length === 0 ? null : values.reduce((a, b) => ((a as number) + (b as number)) as number),
  },
}

function aggregate(g: Grammar, name: string): Aggregate {
  if (g.random.chance(0.25))
    return { text: `$count as ${name}`, name, type: 'integer', of: group => BigInt(group.length) }
  const method = g.random.pick(Object.keys(methods))
  const { takes, gives, of } = methods[method]!
  const term = value(g, g.random.pick(takes), g.random.pick([0, 1]))
  const values = (group: readonly Entity[]) => group.map(entity => term.of([entity])).filter(v => v !== null)
  return {
    text: `${term.text} with ${method} as ${name}`,
    name,
    type: gives ?? term.type,
    of: group => of(values(group)),
  }
}

/** `$apply` over all records of a set, and `$filter` and `$orderby` over what it gives. */
export function applying(g: Grammar, set: string): Made {
  const { random, world } = g
  const steps: string[] = []
  let entities = world.entities(set)
  if (random.chance(0.4)) {
    const filter = condition(g, random.pick([0, 2]))
    steps.push(`filter(${filter.text})`)
    entities = entities.filter(entity => filter.of([entity]) === true)
  }
  const all = g.roots[0]!.paths.scalars.filter(path => path.type !== 'double')
  const keys = random.chance(0.8) ? random.some(all, 2) : []
  const aggregates = random.list(keys.length === 0 ? 1 : 0, 3, i => aggregate(g, `a${i}`))
  const summing = aggregates.length > 0 ? `aggregate(${aggregates.map(({ text }) => text).join(',')})` : ''
  steps.push(
    keys.length === 0
      ? summing
      : `groupby((${keys.map(({ text }) => text).join(',')})${summing === '' ? '' : `,${summing}`})`,
  )
  const groups = keys.length === 0 ? [entities] : [...grouped(entities, keys).values()]
  let rows = groups.map((group): Row => {
    const values = keys.map(key => [key.text, key.read(group[0])] as const)
    return new Map([...values, ...aggregates.map(({ name, of }) => [name, of(group)] as const)])
  })

  const columns = [...keys, ...aggregates.map(({ name, type }) => ({ text: name, type }))]
  const scalars = columns.map(
    ({ text, type }): ScalarPath => ({
      text,
      type,
      read: row => (row as Row).get(text) as Scalar,
      ...membersOf(keys, text),
    }),
  )
  const paths = { scalars, lists: [], objects: [], relations: [] }
  const result: Grammar = { ...g, roots: [{ prefix: '', slot: 0, paths }] }
  if (random.chance(0.3)) {
    const filter = condition(result, 1)
    steps.push(`filter(${filter.text})`)
    rows = rows.filter(row => filter.of([row]) === true)
  }
  const options: (readonly [string, string])[] = [['apply', steps.join('/')]]
  if (random.chance(0.2)) {
    const filter = condition(result, 1)
    options.push(['filter', filter.text])
    rows = rows.filter(row => filter.of([row]) === true)
  }
  const byKeys = (a: Row, b: Row) =>
    firstDifference(keys.map(({ text }) => compareNullable(a.get(text)!, b.get(text)!)))
  let order: (a: Row, b: Row) => number = byKeys
  if (random.chance(0.5)) {
    const orderby = ordering(result)
    options.push(['orderby', orderby.text])
    order = (a, b) => orderby.order([a], [b]) || byKeys(a, b)
  }
  rows = rows.toSorted(order)
  return { options, rows: rows.map(row => nested(columns, row)) }
}

function membersOf(keys: readonly ScalarPath[], text: string): Pick<ScalarPath, 'members'> {
  const members = keys.find(key => key.text === text)?.members
  return members ? { members } : {}
}

function firstDifference(differences: readonly number[]): number {
  return differences.find(difference => difference !== 0) ?? 0
}

function grouped(entities: readonly Entity[], keys: readonly ScalarPath[]): Map<string, Entity[]> {
  const groups = new Map<string, Entity[]>()
  for (const entity of entities) {
    const values = keys.map(key => key.read(entity))
    const name = JSON.stringify(values.map(v => (typeof v === 'bigint' ? `${v}n` : v)))
    groups.set(name, [...(groups.get(name) ?? []), entity])
  }
  return groups
}

/** `user/email_addr` is an object in the result. */
function nested(columns: readonly Pick<Term, 'text' | 'type'>[], row: Row): Expected {
  const result: { [name: string]: Expected } = {}
  for (const { text, type } of columns) {
    const names = text.split('/')
    const last = names.pop()!
    let owner = result
    for (const name of names) {
      const object = (owner[name] ?? {}) as { [name: string]: Expected }
      owner[name] = object
      owner = object
    }
    owner[last] = new Single(type, row.get(text)!)
  }
  return result
}
