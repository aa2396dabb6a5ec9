import { describe, expect, test } from 'vitest'
import { Random } from './random.ts'

const take = (random: Random, count: number) => Array.from({ length: count }, () => random.next())

describe('a random stream', () => {
  test('belongs to its keys', () => {
    expect(take(Random.of(1, 2, 3), 5)).toEqual(take(Random.of(1, 2, 3), 5))
    expect(take(Random.of(1, 2, 3), 5)).not.toEqual(take(Random.of(1, 3, 2), 5))
    expect(take(Random.of(1, 2), 5)).not.toEqual(take(Random.of(1, 2, 0), 5))
  })

  test('is the same on every machine', () => {
    expect(take(Random.of(42), 3)).toMatchInlineSnapshot(`
      [
        20422193,
        1323142627,
        943957073,
      ]
    `)
    expect(Random.of(42).shortId()).toMatchInlineSnapshot(`"x45Nj3Y3RR6Q"`)
    expect(Random.of(42).hexId()).toMatchInlineSnapshot(`"319e3701e38ddd4e51a44338ef84a9e9"`)
    expect(Random.of(42).decimalId()).toMatchInlineSnapshot(`"87712652370742755"`)
  })

  test('draws within bounds, and evenly', () => {
    const random = Random.of(7)
    const counts = [0, 0, 0, 0, 0]
    for (let i = 0; i < 50_000; i++) counts[random.below(5)]!++
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400)
  })

  test('follows weights, and counts around a mean', () => {
    const random = Random.of(8)
    const drawn = [0, 0, 0]
    let sum = 0
    for (let i = 0; i < 40_000; i++) {
      drawn[random.weighted([1, 0, 3])]!++
      sum += random.count(0.7)
    }
    expect(drawn[1]).toBe(0)
    expect(drawn[2]! / drawn[0]!).toBeCloseTo(3, 0)
    expect(sum / 40_000).toBeCloseTo(0.7, 1)
  })

  test('gives ids of the shapes the Data API has', () => {
    const random = Random.of(9)
    const ids = Array.from({ length: 2_000 }, () => random.shortId())
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{12}$/)
    expect(ids.some(id => id.startsWith('-'))).toBe(true)
    expect(new Set(ids).size).toBe(2_000)
    expect(random.hexId()).toMatch(/^[0-9a-f]{32}$/)
    expect(BigInt(random.decimalId())).toBeLessThan(2n ** 64n)
  })
})
