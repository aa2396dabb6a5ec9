import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestRecord, TestTable } from './testing/engine.ts'

// Every combination of three nullable attributes, against OData's rules for null written down once more, in JavaScript.
const VALUES = [null, 'm', 'n']
const base = { user_id: 'u', conversation_id: 'c', type: 'T', platform: 'slack', actor: 'm' }
const records: TestRecord[] = VALUES.flatMap(label =>
  VALUES.flatMap(parent =>
    VALUES.map(content => ({
      ...base,
      id: [label, parent, content].map(v => v ?? '-').join(''),
      label,
      parent_interaction_id: parent,
      detail: content === null ? null : { content },
    })),
  ),
)

type Text = string | null
type Truth = boolean | null
interface Row {
  readonly label: Text
  readonly parent: Text
  readonly content: Text
}
interface Term {
  readonly text: string
  readonly truth: (row: Row) => Truth
}

const operands: [text: string, read: (row: Row) => Text][] = [
  ['label', row => row.label],
  ['parent_interaction_id', row => row.parent],
  ['detail/content', row => row.content],
  ['actor', () => 'm'],
  ["'m'", () => 'm'],
  ['null', () => null],
]

const comparisons: { readonly [operator: string]: (a: Text, b: Text) => boolean } = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a !== null && b !== null && a > b,
  ge: (a, b) => a === b || (a !== null && b !== null && a > b),
  lt: (a, b) => a !== null && b !== null && a < b,
  le: (a, b) => a === b || (a !== null && b !== null && a < b),
}

const and = (a: Truth, b: Truth): Truth =>
  a === false || b === false ? false : a === null || b === null ? null : true
const not = (a: Truth): Truth => (a === null ? null : !a)

let table: TestTable
beforeAll(async () => {
  table = new TestTable('interactions')
  await table.insert(...records)
})
afterAll(() => table.close())

/** Pseudo-random and the same every time. */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    yield state / 2 ** 32
  }
}

function randomTerm(random: Iterator<number, never>, depth: number): Term {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next().value * list.length)]!
  const choice = depth === 0 ? 0 : random.next().value
  if (choice < 0.3) {
    const [operator, compare] = pick(Object.entries(comparisons))
    const [[a, readA], [b, readB]] = [pick(operands), pick(operands)]
    return { text: `${a} ${operator} ${b}`, truth: row => compare(readA(row), readB(row)) }
  }
  if (choice < 0.4) {
    const [text, read] = pick(operands.slice(0, 4))
    return { text: `contains(${text},'m')`, truth: row => read(row)?.includes('m') ?? null }
  }
  if (choice < 0.5) {
    const [text, read] = pick(operands.slice(0, 4))
    const withNull = random.next().value < 0.5
    return {
      text: `${text} in ('m'${withNull ? ',null' : ''})`,
      truth: row => read(row) === 'm' || (withNull && read(row) === null),
    }
  }
  const inner = randomTerm(random, depth - 1)
  if (choice < 0.65) return { text: `not (${inner.text})`, truth: row => not(inner.truth(row)) }
  if (choice < 0.75) return { text: `(${inner.text}) eq true`, truth: row => inner.truth(row) === true }
  const other = randomTerm(random, depth - 1)
  if (choice < 0.9)
    return {
      text: `(${inner.text}) and (${other.text})`,
      truth: row => and(inner.truth(row), other.truth(row)),
    }
  return {
    text: `(${inner.text}) or (${other.text})`,
    truth: row => not(and(not(inner.truth(row)), not(other.truth(row)))),
  }
}

test('600 random conditions give the rows that the rules for null say', async () => {
  const random = randomNumbers(20_260_101)
  for (let i = 0; i < 600; i++) {
    const { text, truth } = randomTerm(random, 3)
    const expected = records.filter(({ id }) => {
      const [label, parent, content] = [...id].map(c => (c === '-' ? null : c)) as [Text, Text, Text]
      return truth({ label, parent, content }) === true
    })
    const ids = expected.map(({ id }) => id).sort()
    expect(await table.ids(`$filter=${encodeURIComponent(text)}`), text).toBe(ids.join(' '))
  }
})
