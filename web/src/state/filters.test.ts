import { describe, expect, it } from 'vitest'
import { readAsked } from '../../../src/dashboards/asked.ts'
import {
  DEFAULT_FILTERS,
  type Filters,
  leavingOut,
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
      where: { platform: ['slack', 'msteams'], department: ['R&D, Basel', '100%', 'none', '!important'] },
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

  it('leave values out by !=', () => {
    const where = { platform: { not: ['slack', 'teams'] }, topic: { not: ['!important', 'none'] } }
    const text = written({ where })
    expect(text).toBe('?f.platform!=slack,teams&f.topic!=!important,none')
    expect(parseFilters(text).where).toEqual(where)
    expect(
      parseFilters('?f.platform!=slack&f.platform!=teams&f.topic!=&f.plugin=a&f.plugin!=b').where,
    ).toEqual({
      platform: { not: ['slack', 'teams'] },
      plugin: ['a'],
    })
    // The server reads what pages write.
    const asked = readAsked({ from: '', to: '', ...Object.fromEntries(new URLSearchParams(text)) }, 'UTC')
    expect(asked.filters).toEqual(where)
  })

  it('leave out one value more where that changes something', () => {
    expect(leavingOut(undefined, 'slack')).toEqual({ not: ['slack'] })
    expect(leavingOut({ not: ['slack'] }, 'web')).toEqual({ not: ['slack', 'web'] })
    expect(leavingOut(['slack', 'web'], 'web')).toEqual(['slack'])
    expect(leavingOut(['slack'], 'slack')).toBeNull()
    expect(leavingOut({ not: ['slack'] }, 'slack')).toBeNull()
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
