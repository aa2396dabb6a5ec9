import { expect, test } from 'vitest'
import { withholdSmall } from './withhold.ts'

const part = (name: string, people: number, more = {}) => ({
  department: name,
  value: people * 10,
  people,
  ...more,
})

const withheld = (...rows: ReturnType<typeof part>[]) =>
  withholdSmall(rows, 5).flatMap(row => (row.withheld ? [row.department] : []))

test('numbers about enough people are shown, without their number', () => {
  expect(withholdSmall([part('IT', 5)], 5)).toEqual([{ department: 'IT', value: 50 }])
})

test('a small group is withheld, and the next smallest with it, so that no difference tells its number', () => {
  expect(withheld(part('IT', 20), part('HR', 7), part('Legal', 4))).toEqual(['HR', 'Legal'])
})

test('small groups that are together large enough need no other', () => {
  expect(withheld(part('IT', 20), part('HR', 3), part('Legal', 2))).toEqual(['HR', 'Legal'])
})

test('a withheld share shows neither of its parts', () => {
  expect(withholdSmall([part('IT', 2, { numerator: 1, denominator: 2 })], 5)).toEqual([
    { department: 'IT', value: null, withheld: true },
  ])
})

test('periods are looked at apart', () => {
  const rows = [part('IT', 9, { period: '2026-08-01' }), part('IT', 1, { period: '2026-08-02' })]
  expect(withholdSmall(rows, 5).map(row => row.withheld ?? false)).toEqual([false, true])
})
