import { isFilterName, parseFilters, readable, writeFilters } from './filters.ts'

/**
 * The places that led to a page, in its address, so that a link keeps the way back. A place is a path with its query; in the
 * address it is written as what tells it from the page: `via=/;f.topic` is the overview with the same filters, but none on the
 * topic, and `via=/journey;range:7d~/explore;metric:tickets` are two places.
 */

/** The name of the parameter. */
const VIA = 'via'
/** More places than this are no help, nor is an address that nobody can paste. */
const MOST_PLACES = 6
const MOST_LETTERS = 600
const [BETWEEN_PLACES, BETWEEN_PARTS, BEFORE_VALUE] = ['~', ';', ':']

/** A path of ours, never the address of another host. */
const PATH = /^\/(?!\/)[^\s\\?#]*$/

/** The address of a page with the places that led there, the first of them left out where they are too many. */
export function withTrail(to: string, trail: readonly string[]): string {
  const [address = '', ...hash] = to.split('#')
  const [path = '', query = ''] = address.split('?')
  const params = new URLSearchParams(query)
  const places = trail.slice(-MOST_PLACES).map(place => written(place, params))
  while (places.join().length > MOST_LETTERS) places.shift()
  if (places.length === 0) return to
  params.set(VIA, places.join(BETWEEN_PLACES))
  return [path + readable(params), ...hash].join('#')
}

/** The query of a page without its trail, and the trail. What is no place of ours is left out. */
export function splitTrail(search: string): { search: string; trail: readonly string[] } {
  const params = new URLSearchParams(search)
  const via = params.get(VIA)
  if (via === null) return { search, trail: [] }
  params.delete(VIA)
  const places = via.split(BETWEEN_PLACES).slice(-MOST_PLACES)
  return { search: readable(params), trail: places.flatMap(place => read(place, params) ?? []) }
}

function written(place: string, page: URLSearchParams): string {
  const [path = '', query = ''] = place.split('?')
  const own = new URLSearchParams(query)
  const gone = [...page.keys()].filter(name => isFilterName(name) && !own.has(name))
  const parts = [...own]
    .filter(([name, value]) => !isFilterName(name) || page.get(name) !== value)
    .map(([name, value]) => escaped(name) + BEFORE_VALUE + escaped(value))
  return [escaped(path), ...gone.map(escaped), ...parts].join(BETWEEN_PARTS)
}

function read(place: string, page: URLSearchParams): string | undefined {
  try {
    const [path = '', ...parts] = place.split(BETWEEN_PARTS)
    const params = new URLSearchParams([...page].filter(([name]) => isFilterName(name)))
    for (const part of parts) {
      const at = part.indexOf(BEFORE_VALUE)
      const name = decodeURIComponent(at < 0 ? part : part.slice(0, at))
      if (at < 0) params.delete(name)
      else if (name !== '') params.set(name, decodeURIComponent(part.slice(at + 1)))
    }
    const query = writeFilters(parseFilters(params.toString()))
    for (const [name, value] of params) if (!isFilterName(name)) query.set(name, value)
    const own = decodeURIComponent(path)
    return PATH.test(own) ? own + readable(query) : undefined
  } catch {
    // A percent sign that begins nothing: somebody cut the address.
    return undefined
  }
}

/** With what parts a trail percent-encoded. */
const escaped = (text: string): string =>
  text.replace(/[%~;:]/g, letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
