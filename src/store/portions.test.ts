import { expect, test } from 'vitest'
import { portions } from './portions.ts'

test('a list comes whole, in order, in parts of no more bytes than allowed', () => {
  const texts = Array.from({ length: 50 }, (_, i) => 'ü'.repeat(i % 7))
  for (const most of [1, 10, 17, 100, 10_000]) {
    const parts = [...portions(texts, most)]
    expect(parts.flat()).toEqual(texts)
    for (const part of parts)
      expect(
        part.length === 1 || part.reduce((sum, text) => sum + Buffer.byteLength(text) + 3, 0) <= most,
      ).toBe(true)
  }
  expect([...portions(texts, 10_000)]).toHaveLength(1)
  expect([...portions([])]).toEqual([])
})
