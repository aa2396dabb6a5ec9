import { expect, test } from 'vitest'
import { duration, moment } from './moment.ts'
import { UsageError } from './output.ts'

const now = new Date('2026-08-01T12:00:00.000Z')

test('a length of time is a number and a unit', () => {
  const lengths = ['0', '45s', '30m', '12h', '90d', '2w'].map(text => duration(text, '--overlap'))
  expect(lengths).toEqual([0, 45_000, 1_800_000, 43_200_000, 7_776_000_000, 1_209_600_000])
  for (const text of ['', '7', '-1d', '1.5h', '1y', 'd', '1d2h', '99999999d'])
    expect(() => duration(text, '--overlap'), text).toThrow(UsageError)
  expect(() => duration('soon', '--overlap')).toThrow(
    '--overlap is "soon"; it must be a length of time, such as 90d, 12h, 30m or 0.',
  )
})

test('a moment is a day, an instant, or so long from now or ago', () => {
  const at = (text: string, direction: 'from now' | 'ago' = 'from now') =>
    moment(text, '--expires', direction, now).toISOString()
  expect(at('2027-01-31')).toBe('2027-01-31T00:00:00.000Z')
  expect(at('2027-01-31T12:30:00+02:00')).toBe('2027-01-31T10:30:00.000Z')
  expect(at('10d')).toBe('2026-08-11T12:00:00.000Z')
  expect(at('24h', 'ago')).toBe('2026-07-31T12:00:00.000Z')
  for (const text of [
    '',
    '2027-02-31',
    '2027-13-01',
    '31.01.2027',
    '2027',
    '2027-01-31T12:00:00',
    'tomorrow',
  ])
    expect(() => at(text), text).toThrow(UsageError)
})
