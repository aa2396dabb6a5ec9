import { expect, test } from 'vitest'
import { bindable, instantOf, periodBefore, placeOf } from './calendar.ts'

test.each([
  ['2026-08-31', 'UTC', '2026-08-31 00:00:00.000'],
  ['2026-08-31', 'Europe/Zurich', '2026-08-30 22:00:00.000'],
  ['2026-01-31', 'Europe/Zurich', '2026-01-30 23:00:00.000'],
  // The days on which clocks change begin by the clock of the night before.
  ['2026-03-29', 'Europe/Zurich', '2026-03-28 23:00:00.000'],
  ['2026-03-30', 'Europe/Zurich', '2026-03-29 22:00:00.000'],
  ['2026-10-25', 'Europe/Zurich', '2026-10-24 22:00:00.000'],
  ['2026-10-26', 'Europe/Zurich', '2026-10-25 23:00:00.000'],
  ['2026-08-31', 'Asia/Kolkata', '2026-08-30 18:30:00.000'],
  ['2026-08-31', 'Pacific/Kiritimati', '2026-08-30 10:00:00.000'],
  // Clocks in Beirut skip midnight: that day begins at one o'clock.
  ['2026-03-29', 'Asia/Beirut', '2026-03-28 22:00:00.000'],
  // Clocks in Havana show midnight twice: the day begins with the first.
  ['2026-11-01', 'America/Havana', '2026-11-01 04:00:00.000'],
  ['2026-08-31T12:00:00+02:00', 'Asia/Tokyo', '2026-08-31 10:00:00.000'],
])('%s in %s is %s', (value, tz, expected) => {
  expect(bindable(instantOf('from', value, tz))).toBe(expected)
})

test.each([
  ['2026-08-01', '2026-09-01', '2026-07-01'],
  ['2026-01-01', '2026-04-01', '2025-10-01'],
  ['2026-08-10', '2026-08-17', '2026-08-03'],
  ['2026-03-01T00:00:00Z', '2026-03-01T12:00:00Z', '2026-02-28T12:00:00.000Z'],
])('before %s to %s comes what begins on %s', (from, to, before) => {
  expect(periodBefore(from, to).from).toBe(before)
  expect(Date.parse(periodBefore(from, to).to)).toBe(Date.parse(from))
})

test('parts of a period are numbered from its beginning', () => {
  expect(placeOf('2026-08-03', '2026-08-01', 'day')).toBe(2)
  // The first of August 2026 is a Saturday, so its week began in July.
  expect(placeOf('2026-07-27', '2026-08-01', 'week')).toBe(0)
  expect(placeOf('2026-08-10', '2026-08-01', 'week')).toBe(2)
  expect(placeOf('2027-01-01', '2026-11-01', 'month')).toBe(2)
  expect(placeOf('2027-01-01', '2026-11-01', 'quarter')).toBe(1)
})
