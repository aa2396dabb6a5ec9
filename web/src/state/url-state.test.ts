import { describe, expect, it } from 'vitest'
import { DEFAULT_STATE, formatViewState, parseViewState, suitableGrain } from './url-state.ts'

describe('the address', () => {
  it.each(['?range=28d', '?range=7d&grain=week', '?range=all&grain=month', '?from=2026-08-01&to=2026-09-01'])(
    'survives the round trip: %s',
    search => expect(formatViewState(parseViewState(search))).toBe(search),
  )

  it('replaces what it does not understand by the default', () => {
    for (const search of [
      '',
      '?range=3d',
      '?from=2026-09-01&to=2026-08-01',
      '?from=2026-02-31&to=2026-03-01',
    ]) {
      expect(parseViewState(search), search).toEqual(DEFAULT_STATE)
    }
    expect(parseViewState('?range=90d&grain=hour')).toEqual({
      range: { kind: 'preset', preset: '90d' },
      grain: null,
    })
  })

  it('chooses a grain by the length of the range', () => {
    expect(suitableGrain({ from: '2026-11-01', to: '2026-11-29' })).toBe('day')
    expect(suitableGrain({ from: '2026-08-01', to: '2026-11-01' })).toBe('week')
    expect(suitableGrain({ from: '2024-08-01', to: '2026-11-01' })).toBe('month')
  })
})
