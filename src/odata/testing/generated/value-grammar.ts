import { arithmetic } from './arithmetic-grammar.ts'
import { condition } from './condition-grammar.ts'
import type { Grammar } from './grammar.ts'
import { callText, leaf, literal, nullTerm, word } from './grammar.ts'
import { listNumber } from './list-grammar.ts'
import type { Scalar, ScalarType } from './scalars.ts'
import { binding, strict, type Term } from './terms.ts'

type Make = (g: Grammar, depth: number) => Term

/** A value of a type: an attribute, a literal, or what functions and operators make of such. */
export function value(g: Grammar, type: ScalarType, depth: number): Term {
  const { random } = g
  const composed = composers[type]
  if (depth > 0 && composed && random.chance(0.6)) return random.pick(composed)(g, depth - 1)
  return (random.chance(0.75) ? leaf(g, type) : undefined) ?? literal(g, type)
}

/** A call of a function whose arguments have types; null when one of them is. */
function call<T extends NonNullable<Scalar>>(
  name: string,
  type: ScalarType,
  types: readonly ScalarType[],
  compute: (...values: T[]) => Scalar,
): Make {
  return (g, depth) => {
    const args = types.map(wanted => (g.random.chance(0.02) ? nullTerm(wanted) : value(g, wanted, depth)))
    const text = callText(g, name, ...args.map(arg => arg.text))
    return { text, type, binds: binding.primary, of: strict(args, compute) }
  }
}

const [DAY, HOUR, MINUTE, SECOND] = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n]
const utc = (nanos: bigint) => new Date(Number(floorDiv(nanos, 1_000_000n)))
const midnight = (days: bigint) => new Date(Number(days) * 86_400_000)

function floorDiv(a: bigint, b: bigint): bigint {
  return a / b - (a % b < 0n ? 1n : 0n)
}

/** OData counts characters from 0; a negative start counts from the end (URL Conventions 5.1.1.5.7). */
function substring(text: string, start: bigint, length?: bigint): string {
  const characters = [...text]
  const first = start < 0n ? Math.max(0, characters.length + Number(start)) : Number(start)
  const most = length === undefined ? characters.length : Math.max(0, Number(length))
  return characters.slice(first, first + most).join('')
}

function indexOf(text: string, part: string): bigint {
  const at = text.indexOf(part)
  return at < 0 ? -1n : BigInt([...text.slice(0, at)].length)
}

const part = (name: string, type: ScalarType, read: (value: bigint) => bigint | number): Make =>
  call(name, 'integer', [type], (v: bigint) => BigInt(read(v)))

const rounding = (name: string, compute: (v: number) => number): Make =>
  call(name, 'double', ['double'], compute)

const composers: { readonly [type in ScalarType]?: readonly Make[] } = {
  string: [
    call('concat', 'string', ['string', 'string'], (a: string, b) => a + b),
    call('substring', 'string', ['string', 'integer'], (...[a, i]) => substring(a as string, i as bigint)),
    call('substring', 'string', ['string', 'integer', 'integer'], (...[a, i, n]) =>
      substring(a as string, i as bigint, n as bigint),
    ),
    call('tolower', 'string', ['string'], (a: string) => a.toLowerCase()),
    call('toupper', 'string', ['string'], (a: string) => a.toUpperCase()),
    call('trim', 'string', ['string'], (a: string) => a.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '')),
    cast('integer', 'string', (v: bigint) => String(v)),
    cast('boolean', 'string', (v: boolean) => String(v)),
    choice('string'),
  ],
  integer: [
    call('length', 'integer', ['string'], (a: string) => BigInt([...a].length)),
    call('indexof', 'integer', ['string', 'string'], (a: string, b) => indexOf(a, b!)),
    part('year', 'instant', v => utc(v).getUTCFullYear()),
    part('month', 'instant', v => utc(v).getUTCMonth() + 1),
    part('day', 'instant', v => utc(v).getUTCDate()),
    part('hour', 'instant', v => utc(v).getUTCHours()),
    part('minute', 'instant', v => utc(v).getUTCMinutes()),
    part('second', 'instant', v => utc(v).getUTCSeconds()),
    part('totaloffsetminutes', 'instant', () => 0),
    part('year', 'date', v => midnight(v).getUTCFullYear()),
    part('month', 'date', v => midnight(v).getUTCMonth() + 1),
    part('day', 'date', v => midnight(v).getUTCDate()),
    part('hour', 'time', v => v / HOUR),
    part('minute', 'time', v => (v / MINUTE) % 60n),
    part('second', 'time', v => (v / SECOND) % 60n),
    part('round', 'integer', v => v),
    part('floor', 'integer', v => v),
    part('ceiling', 'integer', v => v),
    cast('string', 'integer', (v: string) => (/^[+-]?\d{1,18}$/.test(v) ? BigInt(v.replace('+', '')) : null)),
    listNumber,
    listNumber,
    listNumber,
    arithmetic('integer'),
    arithmetic('integer'),
    choice('integer'),
  ],
  double: [
    rounding('round', v => Math.sign(v) * Math.floor(Math.abs(v) + 0.5)),
    rounding('floor', Math.floor),
    rounding('ceiling', Math.ceil),
    call('fractionalseconds', 'double', ['instant'], (v: bigint) => utc(v).getUTCMilliseconds() / 1000),
    call('fractionalseconds', 'double', ['time'], (v: bigint) => Number(v % SECOND) / 1e6),
    call('totalseconds', 'double', ['duration'], (v: bigint) => Number(v) / 1e6),
    cast('integer', 'double', (v: bigint) => Number(v)),
    arithmetic('double'),
    arithmetic('double'),
    choice('double'),
  ],
  decimal: [
    call('floor', 'decimal', ['decimal'], (v: number) => Math.floor(v)),
    call('round', 'decimal', ['decimal'], (v: number) => Math.sign(v) * Math.floor(Math.abs(v) + 0.5)),
  ],
  instant: [arithmetic('instant'), choice('instant')],
  date: [
    call('date', 'date', ['instant'], (v: bigint) => floorDiv(v, DAY * 1000n)),
    cast('instant', 'date', (v: bigint) => floorDiv(v, DAY * 1000n)),
    arithmetic('date'),
  ],
  time: [call('time', 'time', ['instant'], (v: bigint) => (((v / 1000n) % DAY) + DAY) % DAY)],
  duration: [arithmetic('duration')],
  boolean: [condition, condition, choice('boolean')],
}

const edm: { readonly [type in ScalarType]?: string } = {
  boolean: 'Boolean',
  date: 'Date',
  double: 'Double',
  instant: 'DateTimeOffset',
  integer: 'Int64',
  string: 'String',
}

function cast<T extends NonNullable<Scalar>>(
  from: ScalarType,
  to: ScalarType,
  compute: (value: T) => Scalar,
): Make {
  return (g, depth) => {
    const arg = value(g, from, depth)
    const text = callText(g, 'cast', arg.text, `Edm.${edm[to]}`)
    // A literal null has no type that a cast could fail for.
    return { text, type: to, binds: binding.primary, of: strict([arg], compute) }
  }
}

/** `case(…)`: the value of the first condition that is true, else null. */
function choice(type: ScalarType): Make {
  return (g, depth) => {
    const branches = g.random.list(1, 3, () => ({ when: condition(g, depth), result: value(g, type, depth) }))
    // Digits, a colon and digits are a time of day.
    const parts = branches.map(
      ({ when, result }) => `${when.text}${/\d$/.test(when.text) ? ' ' : ''}:${result.text}`,
    )
    if (g.random.chance(0.5)) {
      const otherwise = value(g, type, depth)
      parts.push(`true:${otherwise.text}`)
      branches.push({ when: { ...otherwise, of: () => true }, result: otherwise })
    }
    const of: Term['of'] = scope =>
      branches.find(({ when }) => when.of(scope) === true)?.result.of(scope) ?? null
    return { text: `${word(g, 'case')}(${parts.join(',')})`, type, binds: binding.primary, of }
  }
}
