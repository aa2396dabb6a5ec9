import { expect, test } from 'vitest'
import { findIncidents } from './incidents.ts'

const MARCH = { from: '2026-03-01', to: '2026-04-01' }

/** Thirty days on which a part has so many calls, of which so many failed; some days are otherwise. */
const month = (
  plugin: string,
  usual: readonly [number, number],
  other: Record<number, readonly [number, number]> = {},
) =>
  Array.from({ length: 30 }, (_, i) => {
    const [numerator, denominator] = other[i + 1] ?? usual
    const period = `2026-03-${String(i + 1).padStart(2, '0')}`
    return { period, plugin, numerator, denominator, value: numerator / denominator }
  })

const find = (rows: ReturnType<typeof month>) => findIncidents('plugin', rows, MARCH)

test('a share that jumps is an incident, days in a row are one', () => {
  const found = find([
    ...month('A', [4, 40], { 10: [35, 40], 11: [30, 40], 13: [33, 41] }),
    ...month('B', [1, 10]),
  ])
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({
    name: 'A',
    days: ['2026-03-10', '2026-03-11', '2026-03-13'],
    failed: 98,
    calls: 121,
    usual: { kind: 'share' },
  })
})

test('so is a day with many times the usual failures, whose share is the usual one', () => {
  const [found] = find(month('A', [2, 4], { 20: [60, 120] }))
  expect(found).toMatchObject({ days: ['2026-03-20'], usual: { kind: 'count', aDay: 2 }, more: 58 })
})

test('chance, small numbers, and a plugin that always fails are none', () => {
  expect(find(month('A', [4, 40], { 5: [9, 40], 9: [0, 40] }))).toEqual([])
  expect(find(month('A', [0, 2], { 5: [3, 3] }))).toEqual([])
  expect(find(month('A', [38, 40]))).toEqual([])
  // Many ask, and are answered.
  expect(find(month('A', [2, 20], { 5: [30, 300] }))).toEqual([])
})

test('days outside the period only tell what is usual', () => {
  expect(
    findIncidents('plugin', month('A', [4, 40], { 10: [35, 40] }), { from: '2026-03-11', to: '2026-04-01' }),
  ).toEqual([])
})
