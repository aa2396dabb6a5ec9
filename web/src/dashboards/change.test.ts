import { describe, expect, it } from 'vitest'
import { changeOf } from './change.ts'

describe('change', () => {
  it('is one only when chance would seldom make it', () => {
    expect(changeOf('count', 1200, 1000, 47)).toEqual({ direction: 'up', amount: 0.2 })
    expect(changeOf('count', 12, 10, 4.7).direction).toBe('steady')
    expect(changeOf('share', 0.59, 0.7, 0.021)).toMatchObject({ direction: 'down' })
    expect(changeOf('share', 0.59, 0.7, 0.021).amount).toBeCloseTo(-0.11)
  })

  it('of a number that nothing is known of, is more than a fiftieth', () => {
    expect(changeOf('seconds', 10.1, 10, null).direction).toBe('steady')
    expect(changeOf('seconds', 11, 10, null)).toEqual({ direction: 'up', amount: 0.1 })
  })

  it('knows the edges', () => {
    expect(changeOf('count', 50, 0, 7)).toEqual({ direction: 'up', amount: null })
    expect(changeOf('count', 0, 0, 0)).toEqual({ direction: 'steady', amount: 0 })
  })
})
