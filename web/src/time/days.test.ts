import { describe, expect, it } from 'vitest'
import { bucketsOf } from './buckets.ts'
import { addDays, dayOf, daysIn, isDay, nextPeriod, periodOf } from './days.ts'

describe('days', () => {
  it('knows a calendar day from a text that looks like one', () => {
    expect(isDay('2028-02-29')).toBe(true)
    for (const text of ['2026-02-29', '2026-02-31', '2026-13-01', '2026-1-1', '', 'today']) {
      expect(isDay(text), text).toBe(false)
    }
  })

  it('counts across months, years and clock changes', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(daysIn({ from: '2026-03-01', to: '2026-04-01' })).toBe(31)
    expect(daysIn({ from: '2026-10-01', to: '2026-11-01' })).toBe(31)
  })

  it('takes the UTC day of an instant', () => {
    expect(dayOf('2026-08-01T23:59:59.999Z')).toBe('2026-08-01')
  })

  it('begins weeks on Monday', () => {
    expect(periodOf('2026-11-22', 'week')).toBe('2026-11-16')
    expect(periodOf('2026-11-16', 'week')).toBe('2026-11-16')
    expect(periodOf('2026-11-16', 'month')).toBe('2026-11-01')
    expect(nextPeriod('2026-12-01', 'month')).toBe('2027-01-01')
  })
})

describe('buckets', () => {
  it('holds every period, and says which are cut or still arriving', () => {
    const buckets = bucketsOf({ from: '2026-11-04', to: '2026-11-21' }, 'week', '2026-11-20')
    expect(buckets).toEqual([
      { period: '2026-11-02', from: '2026-11-04', to: '2026-11-09', partial: 'cut' },
      { period: '2026-11-09', from: '2026-11-09', to: '2026-11-16', partial: null },
      { period: '2026-11-16', from: '2026-11-16', to: '2026-11-21', partial: 'arriving' },
    ])
  })

  it('takes every day for complete when nobody can say', () => {
    const buckets = bucketsOf({ from: '2026-11-01', to: '2026-11-04' }, 'day', null)
    expect(buckets.map(bucket => bucket.partial)).toEqual([null, null, null])
  })
})
