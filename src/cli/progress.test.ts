import { expect, test } from 'vitest'
import { progressText } from './progress.ts'

test('progress says how far, how fast and how long', () => {
  expect(progressText(0, 100, 0, 'records')).toBe('0 of 100 records (0 %)')
  expect(progressText(20_000, 100_000, 2, 'records')).toBe(
    '20,000 of 100,000 records (20 %), 10,000/s, 8 s left',
  )
  expect(progressText(1_000, 1_000_000, 1, 'rows')).toBe(
    '1,000 of 1,000,000 rows (0 %), 1,000/s, 17 min left',
  )
  expect(progressText(1_000, 100_000_000, 1, 'rows')).toContain('27.8 h left')
  expect(progressText(5, 5, 10, 'rows')).toBe('5 of 5 rows (100 %), 1/s')
  expect(progressText(12, undefined, 4, 'rows')).toBe('12 rows, 3/s')
})
