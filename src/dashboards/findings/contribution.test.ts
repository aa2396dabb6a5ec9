import { expect, test } from 'vitest'
import { mainPart } from './contribution.ts'

const counts = (values: Record<string, number>) =>
  Object.entries(values).map(([topic, value]) => ({ topic, value }))
const shares = (values: Record<string, readonly [number, number]>) =>
  Object.entries(values).map(([topic, [numerator, denominator]]) => ({
    topic,
    numerator,
    denominator,
    value: numerator / denominator,
  }))

test('of a count, the part with most of the difference beyond its size', () => {
  const whole = { earlier: { value: 1000 }, now: { value: 1300 } }
  const found = mainPart(
    'topic',
    whole,
    counts({ a: 700, b: 450, c: 150 }),
    counts({ a: 650, b: 250, c: 100 }),
  )
  expect(found?.name).toBe('b')
  expect(found?.share).toBeCloseTo(200 / 300)
})

test('nothing stands out when all grew alike', () => {
  const whole = { earlier: { value: 1000 }, now: { value: 1300 } }
  const found = mainPart('topic', whole, counts({ a: 910, b: 390 }), counts({ a: 700, b: 300 }))
  expect(found?.excess).toBeCloseTo(0)
})

test('of a share, what a part’s own share and weight moved: together the difference', () => {
  const then = { a: [90, 100], b: [40, 100] } as const
  const now = { a: [90, 100], b: [20, 100] } as const
  const whole = {
    earlier: { value: 0.65, numerator: 130, denominator: 200 },
    now: { value: 0.55, numerator: 110, denominator: 200 },
  }
  expect(mainPart('topic', whole, shares(now), shares(then))).toMatchObject({ name: 'b' })
  expect(mainPart('topic', whole, shares(now), shares(then))?.share).toBeCloseTo(1)
  // More questions on a bad topic move the whole, too; that is the doing of no part alone.
  const heavier = { a: [90, 100], b: [120, 300] } as const
  const moved = { ...whole, now: { value: 210 / 400, numerator: 210, denominator: 400 } }
  expect(mainPart('topic', moved, shares(heavier), shares(then))?.excess).toBeCloseTo(0)
})

test('a part that is new, or gone, counts as nothing on the other side', () => {
  const found = mainPart(
    'topic',
    { earlier: { value: 10 }, now: { value: 30 } },
    counts({ a: 10, b: 20 }),
    counts({ a: 10 }),
  )
  expect(found).toMatchObject({ name: 'b', share: 1 })
})
