import { callText, type Grammar, leaf, literal, nullTerm, pickPath, space, word } from './grammar.ts'
import { listMembership, listTest, quantified } from './list-grammar.ts'
import { quoted } from './literals.ts'
import { compareScalars, type Scalar, type ScalarType } from './scalars.ts'
import { type Binding, binding, strict, type Term, within } from './terms.ts'
import { value } from './value-grammar.ts'

/** A condition: true, false or, as only some can be, null. */
export function condition(g: Grammar, depth: number): Term {
  const { random } = g
  if (depth <= 0) return comparison(g, 0)
  const make = random.pick(shapes)
  return make(g, depth - 1) ?? comparison(g, depth - 1)
}

type Shape = (g: Grammar, depth: number) => Term | undefined

/** Null equals null and nothing else; it is neither less nor greater (OData 4.01 URL Conventions 5.1.1.1). */
const operators: {
  readonly [operator: string]: readonly [Binding, (a: Scalar, b: Scalar) => boolean]
} = {
  eq: [binding.equality, (a, b) => equal(a, b)],
  ne: [binding.equality, (a, b) => !equal(a, b)],
  gt: [binding.relation, (a, b) => order(a, b) > 0],
  ge: [binding.relation, (a, b) => equal(a, b) || order(a, b) > 0],
  lt: [binding.relation, (a, b) => order(a, b) < 0],
  le: [binding.relation, (a, b) => equal(a, b) || order(a, b) < 0],
}

function equal(a: Scalar, b: Scalar): boolean {
  return a === null || b === null ? a === b : compareScalars(a, b) === 0
}

function order(a: Scalar, b: Scalar): number {
  return a === null || b === null ? Number.NaN : compareScalars(a, b)
}

const partners: { readonly [type in ScalarType]?: readonly ScalarType[] } = {
  integer: ['integer', 'integer', 'double', 'decimal'],
  double: ['double', 'integer', 'decimal'],
  decimal: ['decimal', 'integer', 'double'],
}

const compared: readonly ScalarType[] = [
  'string',
  'string',
  'string',
  'integer',
  'integer',
  'instant',
  'boolean',
  'double',
  'decimal',
  'date',
  'time',
  'duration',
  'guid',
  'binary',
]

function comparison(g: Grammar, depth: number): Term {
  const { random } = g
  const type = random.pick(compared)
  const left = value(g, type, depth)
  const right = rightSide(g, left, depth)
  const equality = type === 'boolean' || type === 'guid' || type === 'binary'
  const name = random.pick(equality ? ['eq', 'ne'] : Object.keys(operators))
  const [binds, compute] = operators[name]!
  const [a, b] = random.chance(0.9) ? [left, right] : [right, left]
  const text = `${within(a, binds)}${space(g)}${word(g, name)}${space(g)}${within(b, (binds + 1) as Binding)}`
  return { text, type: 'boolean', binds, of: scope => compute(a.of(scope), b.of(scope)) }
}

function rightSide(g: Grammar, left: Term, depth: number): Term {
  const { random } = g
  if (random.chance(0.08)) return nullTerm(left.type)
  const wanted = random.pick(partners[left.type] ?? [left.type])
  if (random.chance(0.4)) return value(g, wanted, depth)
  const right = literal(g, wanted)
  // The data's own documentation quotes instants and flags; next to an attribute, text is what it says.
  const quotable = /^(?:\d.*|true|false)$/i.test(right.text) && (wanted === 'instant' || wanted === 'boolean')
  const isPath = left.binds === binding.primary && /^[a-z_][\w/]*$/i.test(left.text) && !isKeyword(left.text)
  return quotable && isPath && random.chance(0.2) ? { ...right, text: quoted(right.text) } : right
}

function isKeyword(text: string): boolean {
  return /^(?:null|true|false)$/i.test(text)
}

const not: Shape = (g, depth) => {
  const inner = condition(g, depth)
  const inside =
    inner.binds >= binding.unary ? ` ${inner.text}` : `${g.random.pick(['', ' '])}(${inner.text})`
  const of: Term['of'] = scope => {
    const truth = inner.of(scope)
    return truth === null ? null : !truth
  }
  return { text: `${word(g, 'not')}${inside}`, type: 'boolean', binds: binding.unary, of }
}

/** `and` and `or` of three truth values: one decides, else null is contagious. */
function logical(operator: 'and' | 'or', decisive: boolean): Shape {
  return (g, depth) => {
    const binds = binding[operator]
    const operands = g.random.list(2, 4, () => condition(g, depth))
    const of: Term['of'] = scope => {
      const truths = operands.map(operand => operand.of(scope))
      return truths.includes(decisive) ? decisive : truths.includes(null) ? null : !decisive
    }
    const text = operands
      .map(operand => within(operand, binds))
      .join(`${space(g)}${word(g, operator)}${space(g)}`)
    return { text, type: 'boolean', binds, of }
  }
}

const member: Shape = (g, depth) => {
  const type = g.random.pick(['string', 'string', 'string', 'integer', 'instant', 'date', 'boolean'] as const)
  const left = value(g, type, depth)
  const items = g.random.list(0, 3, () => (g.random.chance(0.1) ? nullTerm(type) : literal(g, type)))
  const list = `(${items.map(item => item.text).join(g.random.pick([',', ', ']))})`
  const text = `${within(left, binding.primary)}${space(g)}${word(g, 'in')}${space(g)}${list}`
  const of: Term['of'] = scope => {
    const sought = left.of(scope)
    return items.some(item => equal(sought, item.of(scope)))
  }
  return { text, type: 'boolean', binds: binding.membership, of }
}

function textTest(name: string, compute: (a: string, b: string) => boolean): Shape {
  return (g, depth) => {
    const args = [value(g, 'string', depth), value(g, 'string', Math.min(depth, 1))]
    const text = callText(g, name, args[0]!.text, args[1]!.text)
    return { text, type: 'boolean', binds: binding.primary, of: strict(args, compute) }
  }
}

/** Patterns that mean the same in every dialect. */
const patterns = [
  '^Q',
  'q$',
  '[a-zÄ]+',
  '^.?Qq',
  '\\\\',
  "Q|'",
  '^$',
  '\\d+',
  '(Qq){1,2}',
  '[^Q]',
  '%_',
  'Q.2',
]

const pattern: Shape = (g, depth) => {
  const text = value(g, 'string', depth)
  const source = g.random.pick(patterns)
  const expression = new RegExp(source, 'u')
  const of = strict([text], (v: string) => expression.test(v))
  return {
    text: callText(g, 'matchesPattern', text.text, quoted(source)),
    type: 'boolean',
    binds: binding.primary,
    of,
  }
}

const nullTest: Shape = g => {
  const found = pickPath(g, paths => paths.objects)
  if (!found) return undefined
  const is = g.random.chance(0.5)
  const of: Term['of'] = scope => found.path.read(scope[found.root.slot]) !== is
  return { text: `${found.text} ${is ? 'eq' : 'ne'} null`, type: 'boolean', binds: binding.equality, of }
}

const enumMember: Shape = g => {
  const found = pickPath(g, paths => paths.scalars.filter(({ type }) => type === 'enum'))
  if (!found) return undefined
  const { path, root, text } = found
  const [type, members] = path.members!
  const name = g.random.pick(members)
  const is = g.random.chance(0.5)
  const written = g.random.chance(0.5) ? `${type}${quoted(name)}` : quoted(name)
  const of: Term['of'] = scope => equal(path.read(scope[root.slot]), name) === is
  return { text: `${text} ${is ? 'eq' : 'ne'} ${written}`, type: 'boolean', binds: binding.equality, of }
}

const typeTest: Shape = g => {
  const text = leaf(g, 'string')
  if (!text) return undefined
  const of: Term['of'] = scope => text.of(scope) !== null
  return { text: callText(g, 'isof', text.text, 'Edm.String'), type: 'boolean', binds: binding.primary, of }
}

const flag: Shape = g => leaf(g, 'boolean')

const shapes: readonly Shape[] = [
  comparison,
  comparison,
  comparison,
  comparison,
  logical('and', false),
  logical('and', false),
  logical('or', true),
  logical('or', true),
  not,
  not,
  member,
  textTest('contains', (a, b) => a.includes(b)),
  textTest('startswith', (a, b) => a.startsWith(b)),
  textTest('endswith', (a, b) => a.endsWith(b)),
  pattern,
  quantified,
  quantified,
  listTest,
  listMembership,
  nullTest,
  enumMember,
  typeTest,
  flag,
]
