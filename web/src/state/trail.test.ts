import { expect, it } from 'vitest'
import { splitTrail, withTrail } from './trail.ts'

const RANGE = 'from=2026-03-09&to=2026-03-21'

it('writes of the places that led to a page what tells them from it', () => {
  expect(withTrail(`/plugins?${RANGE}&f.topic=vpn`, [`/?${RANGE}`])).toBe(
    `/plugins?${RANGE}&f.topic=vpn&via=/;f.topic`,
  )
  expect(withTrail('/conversations/c1#i1', ['/journey?range=7d&outcome=ticket'])).toBe(
    '/conversations/c1?via=/journey;range:7d;outcome:ticket#i1',
  )
  // Without a trail an address stays as it is, letter by letter.
  expect(withTrail('/sign-in?next=%2Faccount', [])).toBe('/sign-in?next=%2Faccount')
})

it('gives the same places back, whatever is in them', () => {
  const trail = [
    `/?${RANGE}`,
    '/d/r%26d%20~%20a?tz=Europe/Zurich&f.department=R%26D%252C+Basel,100%2525&events=only',
    `/explore?${RANGE}&compare=0&f.platform!=slack&success=confirmed&metric=plugin_calls&by=topic`,
    '/journey?range=7d&q=a;b:c~d%25',
  ]
  const to = `/plugins?${RANGE}&f.platform!=slack,web&f.topic=x`
  const address = withTrail(to, trail)
  const { search, trail: found } = splitTrail(address.slice('/plugins'.length))
  expect(`/plugins${search}`).toBe(to)
  const pairs = (place: string) => [place.split('?')[0], [...new URLSearchParams(place.split('?')[1])]]
  expect(found.map(pairs)).toEqual(trail.map(pairs))
})

it('stays short: the places furthest back are left out', () => {
  const far = Array.from({ length: 20 }, (_, i) => `/journey?q=${'long '.repeat(20)}${i}`)
  const address = withTrail('/explore?metric=tickets', far)
  expect(address.length).toBeLessThan(800)
  expect(splitTrail(address.slice(8)).trail.at(-1)).toContain('long+19')
  expect(withTrail('/explore', [`/journey?q=${'long '.repeat(200)}`])).toBe('/explore')
})

it('leaves out what is no place of ours', () => {
  const nonsense =
    '//evil.example~/\\evil.example~javascript:alert(1)~/%E0%A4%A~~/%09/evil.example~;;~/plugins;range:soon;:~'
  const { trail, search } = splitTrail(`?range=7d&via=${encodeURIComponent(nonsense)}`)
  expect(search).toBe('?range=7d')
  expect(trail).toEqual(['/plugins'])
})
