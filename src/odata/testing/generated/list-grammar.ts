import { condition } from './condition-grammar.ts'
import { callText, type Grammar, pickPath, type Root, space, word } from './grammar.ts'
import { quoted } from './literals.ts'
import { type ListPath, pathsOfItem, pathsOfSet, type RelationPath } from './paths.ts'
import { binding, type Scope, type Term } from './terms.ts'
import { value } from './value-grammar.ts'

/** A list or related entities, as written, and what is in it. */
interface Listed {
  readonly text: string
  readonly read: (scope: Scope) => readonly unknown[]
  /** What a condition on one item may name, when the item is called `prefix` and the scope has it last. */
  readonly inside: (g: Grammar, prefix: string) => Grammar
}

function listed(g: Grammar): Listed | undefined {
  const list = g.random.chance(0.6) ? ofItems(g) : ofEntities(g)
  return list && g.random.chance(0.2) ? filtered(g, list) : list
}

function ofItems(g: Grammar): Listed | undefined {
  const found = pickPath<ListPath>(g, paths => paths.lists)
  if (!found) return undefined
  const { path, text, root } = found
  const read = (scope: Scope) => path.read(scope[root.slot]) ?? []
  const paths = pathsOfItem(path.element)
  const inside = (outer: Grammar, prefix: string): Grammar => {
    const item: Root = { prefix, slot: outer.slots, paths }
    // Where the item's own names need no prefix, the record is called $it.
    const others = prefix === '' || prefix === '$this' ? outer.roots.filter(named) : outer.roots
    const self = prefix === '$this' && typeof path.element !== 'string' ? { ...item, prefix: '' } : item
    return { ...outer, roots: [...others, self, self], slots: outer.slots + 1 }
  }
  return { text, read, inside }
}

const named = ({ prefix }: Root) => prefix !== '' && prefix !== '$this'

/** A condition on related entities is about nothing but them. */
function ofEntities(g: Grammar): Listed | undefined {
  const found = pickPath<RelationPath>(g, paths => paths.relations)
  if (!found) return undefined
  const { path, text, root } = found
  const read = (scope: Scope) => path.read(scope[root.slot])
  const paths = pathsOfSet(g.world, path.set, 1)
  const inside = (outer: Grammar, prefix: string): Grammar => {
    const written = prefix === '$this' ? '' : prefix
    return { ...outer, roots: [{ prefix: written, slot: outer.slots, paths }], slots: outer.slots + 1 }
  }
  return { text, read, inside }
}

/** The items that fulfil a condition, in which they are what names without prefix belong to. */
function filtered(g: Grammar, list: Listed): Listed {
  const predicate = condition(list.inside(g, '$this'), 1)
  const read = (scope: Scope) =>
    list.read(scope).filter(item => predicate.of([...scope.slice(0, g.slots), item]) === true)
  return { ...list, text: `${list.text}/$filter(${predicate.text})`, read }
}

/** How many items there are: `$count`, perhaps of those that fulfil a condition. */
export function listNumber(g: Grammar, depth: number): Term {
  const list = listed(g)
  if (!list) return value(g, 'integer', 0)
  const type = 'integer'
  if (g.random.chance(0.4)) {
    const part = filtered({ ...g }, list)
    const predicate = part.text.slice(list.text.length + '/$filter('.length, -1)
    const text = `${list.text}/$count(${g.random.pick(['$filter', 'filter'])}=${predicate})`
    return { text, type, binds: binding.primary, of: scope => BigInt(part.read(scope).length) }
  }
  if (depth > 0 && g.random.chance(0.3)) return textListNumber(g) ?? value(g, 'integer', 0)
  return {
    text: `${list.text}/$count`,
    type,
    binds: binding.primary,
    of: scope => BigInt(list.read(scope).length),
  }
}

const quantifiers = {
  any: (truths: readonly unknown[]) => truths.includes(true),
  all: (truths: readonly unknown[]) => truths.every(truth => truth === true),
}

/** `any()`, `any(x:…)` or `all(x:…)`: true or false, never null. */
export function quantified(g: Grammar, depth: number): Term | undefined {
  const list = listed(g)
  if (!list) return undefined
  const type = 'boolean'
  if (g.random.chance(0.15)) {
    const text = `${list.text}/${word(g, 'any')}()`
    return { text, type, binds: binding.primary, of: scope => list.read(scope).length > 0 }
  }
  const operator = g.random.pick(['any', 'all'] as const)
  const variable = `x${g.slots}`
  const predicate = condition(list.inside(g, variable), depth)
  const text = `${list.text}/${word(g, operator)}(${variable}:${predicate.text})`
  const of = (scope: Scope) => {
    const before = scope.slice(0, g.slots)
    return quantifiers[operator](list.read(scope).map(item => predicate.of([...before, item])))
  }
  return { text, type, binds: binding.primary, of }
}

type Texts = readonly string[]

const startsAt = (a: Texts, b: Texts, i: number) =>
  b.every((item, j) => a[i + j] === item) && i + b.length <= a.length
const times = (a: Texts, item: string) => a.filter(other => other === item).length

/** The functions on lists of text (OData 4.01 URL Conventions 5.1.1.5 and 5.1.1.6). */
const tests: { readonly [name: string]: (a: Texts, b: Texts) => boolean } = {
  contains: (a, b) => b.length === 0 || a.some((_, i) => startsAt(a, b, i)),
  endswith: (a, b) => a.length >= b.length && startsAt(a, b, a.length - b.length),
  hassubsequence: (a, b) => b.length === a.reduce((met, item) => met + Number(b[met] === item), 0),
  hassubset: (a, b) => b.every(item => times(a, item) >= times(b, item)),
  startswith: (a, b) => startsAt(a, b, 0),
}

function textList(g: Grammar) {
  const found = pickPath<ListPath>(g, paths => paths.lists.filter(({ element }) => element === 'Edm.String'))
  return (
    found && {
      text: found.text,
      read: (scope: Scope) => (found.path.read(scope[found.root.slot]) ?? []) as Texts,
    }
  )
}

/** A function of a list of text and a list in the query. */
export function listTest(g: Grammar): Term | undefined {
  const list = textList(g)
  if (!list) return undefined
  const items = g.random.list(0, 2, () => String(g.random.pick(g.pool.get('string')!)))
  const name = g.random.pick(Object.keys(tests))
  const text = callText(g, name, list.text, JSON.stringify(items))
  return { text, type: 'boolean', binds: binding.primary, of: scope => tests[name]!(list.read(scope), items) }
}

/** `'text' in list`: null is in no list of the records. */
export function listMembership(g: Grammar): Term | undefined {
  const list = textList(g)
  if (!list) return undefined
  const item = g.random.chance(0.5) ? value(g, 'string', 0) : undefined
  const constant = String(g.random.pick(g.pool.get('string')!))
  const text = `${item?.text ?? quoted(constant)}${space(g)}${word(g, 'in')}${space(g)}${list.text}`
  const of = (scope: Scope) => {
    const sought = item ? item.of(scope) : constant
    return sought !== null && list.read(scope).includes(String(sought))
  }
  return { text, type: 'boolean', binds: binding.membership, of }
}

function textListNumber(g: Grammar): Term | undefined {
  const list = textList(g)
  if (!list) return undefined
  return {
    text: callText(g, 'length', list.text),
    type: 'integer',
    binds: binding.primary,
    of: scope => BigInt(list.read(scope).length),
  }
}

/** The record's roots: its names as they are, and behind `$it`. */
export function recordRoots(paths: Root['paths']): Root[] {
  const plain: Root = { prefix: '', slot: 0, paths }
  return [plain, plain, plain, plain, { ...plain, prefix: '$it' }]
}
