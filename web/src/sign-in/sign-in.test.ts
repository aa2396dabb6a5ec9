import { describe, expect, it } from 'vitest'
import { browserName } from './browser-name.ts'
import { nextPage } from './next.ts'

describe('the page after signing in', () => {
  it('is one of ours', () => {
    const next = (to: string) => nextPage(`?next=${encodeURIComponent(to)}`, 'https://debrief.example.com')
    expect(next('/engagement?range=7d')).toBe('/engagement?range=7d')
    expect(nextPage('', 'https://debrief.example.com')).toBe('/')
    for (const elsewhere of [
      '//elsewhere.example/x',
      '/\\elsewhere.example',
      'https://elsewhere.example',
      'javascript:alert(1)',
      '/sign-in',
    ])
      expect(next(elsewhere), elsewhere).toBe('/')
  })
})

describe('a browser', () => {
  it('is called as its user calls it', () => {
    const safari =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1'
    const edge =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0'
    expect([safari, edge, 'curl/8'].map(browserName)).toEqual(['Safari, iPhone', 'Edge, Windows', null])
  })
})
