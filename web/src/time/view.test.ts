import { describe, expect, it } from 'vitest'
import type { StoreInfo } from '../api/types.ts'
import type { Preset } from '../state/filters.ts'
import { extentOf, viewOf } from './view.ts'

function store(first: string | null, last: string | null, complete: string | null): StoreInfo {
  const entity = { records: first === null ? 0 : 10, first, last, updated: null }
  return {
    database: 'debrief',
    entities: {
      conversations: entity,
      interactions: entity,
      'plugin-calls': entity,
      'plugin-resources': entity,
      users: { ...entity, first: null, last: null },
    },
    sync: { state: 'complete', finished: null },
    complete_until: complete,
  }
}

const preset = (name: Preset) => ({ kind: 'preset', preset: name }) as const
const custom = (from: string, to: string) => ({ kind: 'custom', from, to }) as const
const usual = store('2026-08-01T00:12:00.000Z', '2026-11-20T09:41:00.000Z', '2026-11-20T00:00:00.000Z')
const today = '2026-11-21'

describe('view', () => {
  it('means complete days by a preset, and draws what has arrived since', () => {
    const view = viewOf(preset('7d'), usual, today)
    expect(view.counted).toEqual({ from: '2026-11-13', to: '2026-11-20' })
    expect(view.shown).toEqual({ from: '2026-11-13', to: '2026-11-21' })
    expect(view.arriving).toEqual({ from: '2026-11-20', to: '2026-11-21' })
    expect(view.previous).toEqual({ from: '2026-11-06', to: '2026-11-13' })
  })

  it('compares with nothing when the store does not reach back far enough', () => {
    expect(viewOf(preset('90d'), usual, today).previous).toBeNull()
    expect(viewOf(preset('all'), usual, today).previous).toBeNull()
  })

  it('takes all from the first record to the last', () => {
    expect(viewOf(preset('all'), usual, today).shown).toEqual({ from: '2026-08-01', to: '2026-11-21' })
  })

  it('shows a custom range as asked, cut to what the store can know', () => {
    const inside = viewOf(custom('2026-10-01', '2026-11-01'), usual, today)
    expect(inside.shown).toEqual({ from: '2026-10-01', to: '2026-11-01' })
    expect(inside.arriving).toBeNull()
    const wide = viewOf(custom('2026-01-01', '2027-01-01'), usual, today)
    expect(wide.shown).toEqual({ from: '2026-08-01', to: '2026-11-21' })
  })

  it('keeps a range outside the data as asked', () => {
    const later = viewOf(custom('2027-01-01', '2027-01-08'), usual, today)
    expect(later.shown).toEqual({ from: '2027-01-01', to: '2027-01-08' })
    expect(later.previous).toBeNull()
  })

  it('counts incomplete days, and says so, when there are no others', () => {
    const fresh = store('2026-11-20T08:00:00.000Z', '2026-11-20T09:41:00.000Z', '2026-11-20T00:00:00.000Z')
    const view = viewOf(preset('28d'), fresh, today)
    expect(view.provisional).toBe(true)
    expect(view.counted).toEqual({ from: '2026-11-20', to: '2026-11-21' })
    expect(view.previous).toBeNull()
  })

  it('goes on to the complete days after the last record: their zeros are true', () => {
    const quiet = store('2026-08-01T00:00:00.000Z', '2026-11-10T00:00:00.000Z', '2026-11-20T00:00:00.000Z')
    expect(viewOf(preset('7d'), quiet, today).shown).toEqual({ from: '2026-11-13', to: '2026-11-20' })
  })

  it('ends with the last record when nobody can say what is complete', () => {
    const unsure = store('2026-08-01T00:00:00.000Z', '2026-11-10T12:00:00.000Z', null)
    const view = viewOf(preset('7d'), unsure, today)
    expect(view.counted).toEqual({ from: '2026-11-04', to: '2026-11-11' })
    expect(view.arriving).toBeNull()
  })

  it('has no extent in an empty store', () => {
    expect(extentOf(store(null, null, null))).toBeNull()
    expect(viewOf(preset('all'), store(null, null, null), today).shown.to).toBe('2026-11-22')
  })
})
