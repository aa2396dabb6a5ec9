import { afterAll, beforeAll, expect, test } from 'vitest'
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
