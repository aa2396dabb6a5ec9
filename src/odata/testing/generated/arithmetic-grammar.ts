import type { Grammar } from './grammar.ts'
import { leaf, literal, space, word } from './grammar.ts'
import type { Scalar, ScalarType } from './scalars.ts'
import { type Binding, binding, strict, type Term, within } from './terms.ts'
import { value } from './value-grammar.ts'

const signs: { readonly [operator: string]: Binding } = {
  add: binding.sum,
  sub: binding.sum,
  mul: binding.product,
  div: binding.product,
  divby: binding.product,
  mod: binding.product,
}

type Rule = readonly [
  left: ScalarType,
  operator: string,
  right: ScalarType,
  compute: (a: never, b: never) => Scalar,
]

const nonZero = (compute: (a: number, b: number) => number) => (a: bigint | number, b: bigint | number) =>
  Number(b) === 0 ? null : compute(Number(a), Number(b))
const doubles: readonly Rule[] = (
  [
    ['add', (a: number, b: number) => Number(a) + Number(b)],
    ['sub', (a: number, b: number) => Number(a) - Number(b)],
    ['mul', (a: number, b: number) => Number(a) * Number(b)],
    ['div', nonZero((a, b) => a / b)],
    ['divby', nonZero((a, b) => a / b)],
  ] as const
).flatMap(([operator, compute]): Rule[] => [
  ['double', operator, 'double', compute],
  ['double', operator, 'integer', compute],
  ['integer', operator, 'double', compute],
])

const DAY = 86_400_000_000n

/** The operators by the type they give (OData 4.01 URL Conventions 5.1.1.2). */
const rules: { readonly [type in ScalarType]?: readonly Rule[] } = {
  integer: [
    ['integer', 'add', 'integer', (a: bigint, b: bigint) => a + b],
    ['integer', 'sub', 'integer', (a: bigint, b: bigint) => a - b],
    ['integer', 'mul', 'integer', (a: bigint, b: bigint) => a * b],
    ['integer', 'div', 'integer', (a: bigint, b: bigint) => (b === 0n ? null : a / b)],
    ['integer', 'mod', 'integer', (a: bigint, b: bigint) => (b === 0n ? null : a % b)],
  ],
  double: [
    ...doubles,
    ['double', 'mod', 'integer', nonZero((a, b) => a % b)],
    ['decimal', 'add', 'integer', (a: number, b: bigint) => a + Number(b)],
    ['integer', 'sub', 'decimal', (a: bigint, b: number) => Number(a) - b],
    ['decimal', 'mul', 'double', (a: number, b: number) => a * b],
    ['integer', 'divby', 'integer', nonZero((a, b) => a / b)],
  ],
  instant: [
    ['instant', 'add', 'duration', (a: bigint, b: bigint) => a + b * 1000n],
    ['instant', 'sub', 'duration', (a: bigint, b: bigint) => a - b * 1000n],
  ],
  date: [
    ['date', 'add', 'duration', (a: bigint, b: bigint) => a + b / DAY],
    ['date', 'sub', 'duration', (a: bigint, b: bigint) => a - b / DAY],
  ],
  duration: [
    ['instant', 'sub', 'instant', (a: bigint, b: bigint) => (a - b) / 1000n],
    ['date', 'sub', 'date', (a: bigint, b: bigint) => (a - b) * DAY],
    ['duration', 'add', 'duration', (a: bigint, b: bigint) => a + b],
    ['duration', 'sub', 'duration', (a: bigint, b: bigint) => a - b],
    ['duration', 'mul', 'integer', (a: bigint, b: bigint) => (inRange('duration', a * b) ? a * b : null)],
  ],
}

/** What exceeds the engine's types: the standard leaves the result open. */
export class Overflow extends Error {}

const INT64 = 2n ** 63n
const ranges: { readonly [type in ScalarType]?: readonly [bigint, bigint] } = {
  integer: [-INT64, INT64],
  duration: [-INT64, INT64],
  date: [-25_567n, 120_529n],
  instant: [-2_208_988_800_000_000_000n, 10_413_792_000_000_000_000n],
}

function inRange(type: ScalarType, value: bigint): boolean {
  const [least, end] = ranges[type]!
  return least <= value && value < end
}

function fitting(type: ScalarType, value: Scalar): Scalar {
  if (typeof value === 'bigint' && !inRange(type, value)) throw new Overflow(`${value} is no ${type}`)
  return value
}

/** An operator on two values, or a minus sign; operands are kept small enough that nothing overflows. */
export function arithmetic(type: ScalarType) {
  return (g: Grammar, depth: number): Term => {
    if ((type === 'integer' || type === 'double') && g.random.chance(0.15)) return negated(g, type, depth)
    const [left, operator, right, compute] = g.random.pick(rules[type]!)
    const a = operand(g, left, depth)
    const b = operand(g, right, depth)
    const binds = signs[operator]!
    const text = `${within(a, binds)}${space(g)}${word(g, operator)}${space(g)}${within(b, (binds + 1) as Binding)}`
    return { text, type, binds, of: strict([a, b], (x, y) => fitting(type, compute(x as never, y as never))) }
  }
}

function operand(g: Grammar, type: ScalarType, depth: number): Term {
  if (type !== 'integer') return depth > 1 ? value(g, type, 1) : (leaf(g, type) ?? literal(g, type))
  if (g.random.chance(0.5)) {
    const number = BigInt(g.random.below(12) - 3)
    return { text: String(number), type, binds: binding.primary, of: () => number }
  }
  return value(g, type, Math.min(depth, 1))
}

function negated(g: Grammar, type: ScalarType, depth: number): Term {
  const inner = value(g, type, depth)
  // Before a digit the sign is the number's.
  const text =
    /^[\d-]/.test(inner.text) || inner.binds < binding.unary ? `-(${inner.text})` : `-${inner.text}`
  return { text, type, binds: binding.unary, of: strict([inner], (v: bigint | number) => -v) }
}
