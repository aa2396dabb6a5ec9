import { errorAt, ODataError } from './error.ts'
import { nearest } from './nearest.ts'

/** The system query options, as they are written with the dollar sign (OData 4.01 URL Conventions 5.1). */
export const systemOptions = [
  '$apply',
  '$compute',
  '$count',
  '$deltatoken',
  '$expand',
  '$filter',
  '$format',
  '$id',
  '$index',
  '$levels',
  '$orderby',
  '$schemaversion',
  '$search',
  '$select',
  '$skip',
  '$skiptoken',
  '$top',
] as const

export type SystemOption = (typeof systemOptions)[number]

/** What a query string says: every option's decoded text by its name. */
export interface QueryString {
  readonly options: ReadonlyMap<SystemOption, string>
  /** Parameter aliases by name, with the `@`. */
  readonly aliases: ReadonlyMap<string, string>
  /** Options that are none of OData's, in the order they were given. */
  readonly custom: readonly (readonly [name: string, value: string])[]
}

const spellings: ReadonlyMap<string, SystemOption> = new Map(
  systemOptions.flatMap(option => [
    [option, option],
    [option.slice(1), option],
  ]),
)

// These two have no spelling without the dollar sign (ABNF rules deltatoken and skiptoken).
const dollarOnly: ReadonlySet<string> = new Set(['deltatoken', 'skiptoken'])

/** The system query option that `name` spells, with or without `$` and in any case; undefined when it is none. */
export function systemOptionOf(name: string): SystemOption | undefined {
  const lower = name.toLowerCase()
  return dollarOnly.has(lower) ? undefined : spellings.get(lower)
}

/**
 * Splits a raw query string (with or without its `?`) into options. It is split on `&` and `=` before anything is
 * percent-decoded, so that an encoded `&` or `=` is text (OData 4.01 URL Conventions 2).
 *
 * @throws ODataError on malformed percent-encoding, an unknown name with `$`, or an option given twice in any spelling
 */
export function splitQuery(raw: string): QueryString {
  const options = new Map<SystemOption, string>()
  const aliases = new Map<string, string>()
  const custom: (readonly [string, string])[] = []
  const start = raw.startsWith('?') ? 1 : 0
  for (const part of raw.slice(start).split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decode(equals < 0 ? part : part.slice(0, equals), 'the query string')
    const option = systemOptionOf(name)
    if (equals < 0 && option)
      throw new ODataError('InvalidSyntax', `${name} has no value; write ${name}=…`, {
        target: option,
        position: 0,
      })
    const value = equals < 0 ? '' : decode(part.slice(equals + 1), option ?? name)
    if (option) setOnce(options, option, value, name)
    else if (name.startsWith('@')) setOnce(aliases, name, value, name)
    else if (name.trimStart().startsWith('$')) throw unknownOption(name)
    else if (systemOptionOf(name.trim())) throw spaceInName(name)
    else custom.push([name, value])
  }
  return { options, aliases, custom }
}

/**
 * The text behind percent-encoding; a bare `+` is a space.
 *
 * @throws ODataError when a `%` does not begin valid UTF-8
 */
export function decode(text: string, target: string): string {
  const spaced = text.replaceAll('+', ' ')
  if (!spaced.includes('%')) return spaced
  const malformed = spaced.search(/%(?![0-9A-Fa-f]{2})/)
  if (malformed >= 0) throw badEncoding(text.slice(malformed, malformed + 3), target, malformed)
  return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (bytes, offset: number) => {
    try {
      return decodeURIComponent(bytes)
    } catch {
      throw badEncoding(bytes, target, offset)
    }
  })
}

function badEncoding(bytes: string, target: string, position: number): ODataError {
  return errorAt(
    'InvalidSyntax',
    `malformed percent-encoding "${bytes}"; a percent sign itself is written %25`,
    target,
    position,
  )
}

function setOnce<K extends string>(map: Map<K, string>, key: K, value: string, spelling: string): void {
  if (map.has(key))
    throw new ODataError(
      'InvalidSyntax',
      `${key} is given twice (the second time as "${spelling}"); give it once`,
      { target: key },
    )
  map.set(key, value)
}

function unknownOption(name: string): ODataError {
  const guess = nearest(name, systemOptions)
  const known = systemOptions.join(', ')
  const advice = guess ? `did you mean "${guess}"?` : `the options are ${known}`
  return new ODataError('UnknownName', `there is no query option "${name}"; ${advice}`, { target: name })
}

function spaceInName(name: string): ODataError {
  return new ODataError('InvalidSyntax', `there is a space in the option name "${name}"; leave it out`, {
    target: name,
  })
}
