import { describe, expect, test } from 'vitest'
import { dayOf } from './calendar.ts'
import { isHoliday } from './holidays.ts'
import { dayNumber, dayText, instantText, weekday } from './instants.ts'
import type { Location } from './locations.ts'
import { LOCATIONS, offsetOn } from './locations.ts'
import { SCENARIOS } from './scenarios.ts'

const place = (city: string): Location => LOCATIONS.find(location => location.city === city) as Location
const start = dayNumber('2026-08-01')
const busyness = (city: string, day: string): number =>
  dayOf(dayNumber(day), start, SCENARIOS.usual).rhythm.get(place(city))?.[23] ?? 0

describe('instants', () => {
  test('are written like Date writes them', () => {
    for (const text of [
      '2026-02-28T23:59:59.999Z',
      '2024-02-29T00:00:00.000Z',
      '2026-12-31T09:05:07.040Z',
      '1970-01-01T00:00:00.001Z',
    ])
      expect(instantText(Date.parse(text))).toBe(text)
  })

  test('refuse what is not a day', () => {
    for (const text of ['2026-02-30T', '2026-13-01', '26-01-01', '', '2026-8-1'])
      expect(() => dayNumber(text)).toThrow(RangeError)
    expect(dayText(dayNumber('2026-08-01'))).toBe('2026-08-01')
    expect(weekday(dayNumber('2026-08-03'))).toBe(0)
  })
})

describe('clocks', () => {
  test('change when their place changes them', () => {
    const offset = (city: string, day: string) => offsetOn(place(city), dayNumber(day)) / 60
    expect([offset('San Francisco', '2026-03-07'), offset('San Francisco', '2026-03-08')]).toEqual([-8, -7])
    expect([offset('San Francisco', '2026-10-31'), offset('San Francisco', '2026-11-01')]).toEqual([-7, -8])
    expect([offset('Berlin', '2026-03-28'), offset('Berlin', '2026-03-29')]).toEqual([1, 2])
    expect([offset('Berlin', '2026-10-24'), offset('Berlin', '2026-10-25')]).toEqual([2, 1])
    expect([offset('Tokyo', '2026-01-15'), offset('Tokyo', '2026-07-15')]).toEqual([9, 9])
  })
})

describe('the calendar', () => {
  test('has working days and weekends, as each place has them', () => {
    expect(busyness('Berlin', '2026-08-04')).toBeGreaterThan(10 * busyness('Berlin', '2026-08-08'))
    // Sunday evening in UTC is Monday morning in Tokyo.
    expect(busyness('Tokyo', '2026-08-09')).toBeGreaterThan(busyness('Berlin', '2026-08-09') + 0.03)
    expect(busyness('San Francisco', '2026-08-08')).toBeGreaterThan(busyness('Berlin', '2026-08-08') + 0.03)
  })

  test('works by day in Berlin and by night in San Francisco, seen from UTC', () => {
    const rhythm = (city: string) =>
      dayOf(dayNumber('2026-08-05'), start, SCENARIOS.usual).rhythm.get(place(city)) ?? []
    const share = (city: string, from: number, to: number) =>
      ((rhythm(city)[to] ?? 0) - (rhythm(city)[from] ?? 0)) / (rhythm(city)[23] ?? 1)
    expect(share('Berlin', 5, 15)).toBeGreaterThan(0.8)
    expect(share('San Francisco', 14, 23)).toBeGreaterThan(0.75)
  })

  test('has one outage on a Tuesday and one holiday on a Friday within 91 days, wherever they begin', () => {
    for (let shift = 0; shift < 14; shift++) {
      const days = Array.from({ length: 91 }, (_, index) =>
        dayOf(start + shift + index, start + shift, SCENARIOS.usual),
      )
      const outages = days.filter(day => day.outage === 'vpn').map(day => weekday(day.number))
      const holidays = days.filter(day => day.companyHoliday).map(day => weekday(day.number))
      expect({ outages, holidays }).toEqual({ outages: [1], holidays: [4] })
    }
  })

  test('knows the end of a month, and grows', () => {
    const ends = Array.from({ length: 31 }, (_, i) => dayOf(start + i, start, SCENARIOS.usual)).flatMap(
      day => (day.monthEnd ? [dayText(day.number).slice(8)] : []),
    )
    expect(ends).toEqual(['01', '02', '29', '30', '31'])
    expect(dayOf(start + 90, start, SCENARIOS.usual).growth).toBeGreaterThan(1.2)
    expect(dayOf(start + 2_000, start, SCENARIOS.usual).growth).toBeLessThan(1.6)
  })
  test('stops for the public holidays of a country, and only there', () => {
    const off = (country: string, day: string) => isHoliday(country, dayNumber(day))
    expect([off('US', '2026-11-26'), off('US', '2026-11-19'), off('GB', '2026-11-26')]).toEqual([
      true,
      false,
      false,
    ])
    expect([off('GB', '2026-05-25'), off('GB', '2026-05-18'), off('GB', '2026-05-04')]).toEqual([
      true,
      false,
      true,
    ])
    expect([off('DE', '2026-10-03'), off('FR', '2026-07-14'), off('JP', '2026-01-12')]).toEqual([
      true,
      true,
      true,
    ])
    expect(busyness('Berlin', '2026-12-25')).toBeLessThan(busyness('Berlin', '2026-12-18') / 8)
  })
})
