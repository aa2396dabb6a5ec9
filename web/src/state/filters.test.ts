import { describe, expect, it } from 'vitest'
import {
  DEFAULT_FILTERS,
  type Filters,
  parseFilters,
  readable,
  suitableGrain,
  writeFilters,
} from './filters.ts'

const written = (filters: Partial<Filters>) => readable(writeFilters({ ...DEFAULT_FILTERS, ...filters }))

describe('filters in the address', () => {
  it('are short: what is as by default is left out', () => {
    expect(written({})).toBe('')
    expect(parseFilters('')).toEqual(DEFAULT_FILTERS)
  })

  it('come back as they were written', () => {
    const filters: Filters = {
      range: { kind: 'custom', from: '2026-08-01', to: '2026-09-01' },
      compare: false,
      grain: 'quarter',
      tz: 'Europe/Zurich',
      where: { platform: ['slack', 'msteams'], department: ['R&D, Basel', '100%', 'none'] },
      events: 'only',
      success: 'confirmed',
    }
    expect(parseFilters(written(filters))).toEqual(filters)
  })

  it('are readable where that is safe', () => {
    expect(written({ tz: 'Europe/Zurich', where: { platform: ['slack', 'msteams'] } })).toBe(
      '?tz=Europe/Zurich&f.platform=slack,msteams',
    )
  })

  it('take the default for what they do not understand', () => {
    expect(
      parseFilters('?range=3d&grain=hour&tz=Mars&events=maybe&from=2026-09-01&to=2026-08-01&f.X=1'),
    ).toEqual(DEFAULT_FILTERS)
  })

  it('choose a grain that gives a readable number of points', () => {
    expect(suitableGrain({ from: '2026-08-01', to: '2026-09-10' })).toBe('day')
    expect(suitableGrain({ from: '2026-01-01', to: '2026-09-10' })).toBe('week')
    expect(suitableGrain({ from: '2024-01-01', to: '2026-09-10' })).toBe('month')
  })
})
