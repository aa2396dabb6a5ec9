import { afterAll, beforeAll, expect, test } from 'vitest'
import { ODataError } from './error.ts'
import { functionArguments } from './function-names.ts'
import { TestTable } from './testing/engine.ts'

// Whatever is not refused must run: an error of the engine would be a mistake of ours, answered with 500.
let table: TestTable
beforeAll(async () => {
  table = new TestTable('interactions')
  const base = { user_id: 'u', conversation_id: 'c', type: 'T', platform: 'slack', actor: 'x' }
  await table.insert(
    { ...base, id: 'a', label: 'x', detail: { content: 'ab c', file_types: ['p', 'q'] } },
    { ...base, id: 'b', detail: null },
    { ...base, id: 'c', parent_interaction_id: '', label: '' },
  )
})
afterAll(() => table.close())

const paths = [
  'id',
  'actor',
  'label',
  'parent_interaction_id',
  'detail/content',
  'created_time',
  'last_updated_time',
  'detail/file_types',
  'detail',
  '$it',
  'detail/file_types/$count',
  'x',
  'x/y',
]
const literals = [
  'null',
  'true',
  'false',
  "'x'",
  "''",
  '1',
  '-1',
  '0',
  '2.5',
  '1e3',
  'INF',
  'NaN',
  '9223372036854775807',
  '99999999999999999999',
  "'2024-01-01'",
  '2024-01-01',
  '0001-01-01',
  '2024-01-01T00:00:00.5Z',
  '9999-12-31T23:59:59.9999999Z',
  '12:30:00.5',
  "duration'P1DT2H'",
  "duration'-PT0.5S'",
  '005056a5-09b1-1ed3-89bd-fb81372ccb33',
  "binary'Zg=='",
  '["p","q"]',
  '[]',
]
const operators = [
  'eq',
  'ne',
  'gt',
  'ge',
  'lt',
  'le',
  'add',
  'sub',
  'mul',
  'div',
  'divby',
  'mod',
  'and',
  'or',
  'in',
  'has',
]
const types = [
  'String',
  'Int64',
  'Double',
  'Date',
  'DateTimeOffset',
  'Boolean',
  'Guid',
  'Duration',
  'TimeOfDay',
]

function generator(seed: number): (depth: number) => string {
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)]!
  const expression = (depth: number): string => {
    const inner = () => expression(depth - 1)
    const choice = depth === 0 ? random() * 0.45 : random()
    if (choice < 0.28) return pick(paths)
    if (choice < 0.45) return pick(literals)
    if (choice < 0.65) {
      const name = pick([...functionArguments.keys()])
      return `${name}(${Array.from({ length: functionArguments.get(name)![0] }, inner).join(',')})`
    }
    if (choice < 0.85) return `(${inner()} ${pick(operators)} ${inner()})`
    if (choice < 0.88) return `not (${inner()})`
    if (choice < 0.9) return `-${inner()}`
    if (choice < 0.93) return `${pick(paths)}/${pick(['any', 'all'])}(x:${inner()})`
    if (choice < 0.95) return `cast(${inner()},Edm.${pick(types)})`
    if (choice < 0.97) return `case(${inner()}:${inner()},true:${inner()})`
    return `${inner()} in (${pick(literals)},${pick(literals)})`
  }
  return expression
}

test('thousands of random expressions are refused by us or run by the engine', async () => {
  const expression = generator(2026)
  let ran = 0
  for (let i = 0; i < 3000; i++) {
    const text = encodeURIComponent(expression(3))
    const query = [`$filter=${text}`, `$orderby=${text} desc`, `$compute=${text} as z`][i % 3]!
    try {
      table.compile(query)
    } catch (error) {
      expect(error, query).toBeInstanceOf(ODataError)
      continue
    }
    const [row] = await table.page(query, undefined, 1)
    if (row) await table.page(query, row.key, 1)
    ran++
  }
  expect(ran).toBeGreaterThan(300)
})

test('nesting as deep as is allowed runs, and nothing grows without bound', async () => {
  const nested: [open: string, inner: string, close: string, times?: number][] = [
    ['not (', "label eq 'x'", ')', 30],
    ['(', "label eq 'x'", ') eq true'],
    ['trim(', 'label', ')'],
    ['substring(', 'label', ',1)'],
    ['case(true:', 'label', ')'],
    ['detail/file_types/any(x:', 'true', ')'],
    ['length(label) sub (', '1', ')'],
  ]
  for (const [open, inner, close, times = 60] of nested) {
    const text = `${open.repeat(times)}${inner}${close.repeat(times)}`
    await table.page(`$compute=${text} as z`)
  }
  const growing: [open: string, inner: string, close: string][] = [
    ['round(', '1.5', ')'],
    ['(', 'true', ') in (true,false)'],
    ['case(true:', 'label', ') ge label'],
    ['cast(cast(', 'label', ',Edm.Boolean),Edm.String)'],
  ]
  for (const [open, inner, close] of growing) {
    const text = `${open.repeat(30)}${inner}${close.repeat(30)}`
    expect(() => table.compile(`$compute=${text} as z`), text).toThrow(
      expect.objectContaining({ status: 400 }),
    )
  }
})
