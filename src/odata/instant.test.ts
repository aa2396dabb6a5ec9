import { describe, expect, test } from 'vitest'
import { clickhouseInstant, parseDuration, parseInstant, parseTimeOfDay } from './instant.ts'

describe('instants', () => {
  const cases: [text: string, clickhouse: string | undefined][] = [
    ['2024-01-31T23:59:59Z', '2024-01-31 23:59:59.000'],
    ['2024-01-31T23:59Z', '2024-01-31 23:59:00.000'],
    ['2024-01-31', '2024-01-31 00:00:00.000'],
    ['2024-01-31T00:00:00.1Z', '2024-01-31 00:00:00.100'],
    ['2024-01-31T00:00:00.123000000000Z', '2024-01-31 00:00:00.123'],
    ['2024-01-31T00:00:00.1234Z', '2024-01-31 00:00:00.123400'],
    ['2024-01-31T00:00:00.123000000001Z', '2024-01-31 00:00:00.123001'],
    ['2024-01-31T00:30:00+05:30', '2024-01-30 19:00:00.000'],
    ['2024-01-31T00:30:00 05:30', '2024-01-30 19:00:00.000'],
    ['2024-01-31T00:30:00-01:00', '2024-01-31 01:30:00.000'],
    ['2024-01-31T12:00:00', '2024-01-31 12:00:00.000'],
    ['2024-01-31 12:00:00', '2024-01-31 12:00:00.000'],
    ['2024-02-29T00:00:00Z', '2024-02-29 00:00:00.000'],
    ['1972-06-30T23:59:60Z', '1972-07-01 00:00:00.000'],
    ['0001-01-01T00:00:00Z', '1900-01-01 00:00:00.000'],
    ['9999-12-31T23:59:59.9999999Z', '2299-12-31 23:59:59.999'],
    ['2023-02-29', undefined],
    ['2024-13-01', undefined],
    ['2024-01-31T24:00:00Z', undefined],
    ['2024-01-31T12:60:00Z', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ]
  for (const [text, clickhouse] of cases)
    test(text || 'nothing', () => {
      const instant = parseInstant(text)
      expect(instant && clickhouseInstant(instant).text).toBe(clickhouse)
    })
})

test('durations and times of day are microseconds', () => {
  expect(parseDuration('P1DT2H3M4.5S')).toBe(93_784_500_000)
  expect(parseDuration('-PT0.000001S')).toBe(-1)
  expect(parseDuration('P1Y')).toBeUndefined()
  expect(parseDuration('P99999999999999999D')).toBeUndefined()
  expect(parseTimeOfDay('23:59:59.9999999')).toBe(86_399_999_999)
  expect(parseTimeOfDay('24:00')).toBeUndefined()
})
