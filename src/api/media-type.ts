/** One alternative of an `Accept` header, or the value of `$format`. */
export interface MediaRange {
  /** In lower case: `application/json`, `application/*`, any. */
  readonly type: string
  /** Names in lower case, values without quotes; the weight is not among them. */
  readonly parameters: ReadonlyMap<string, string>
  /** From 0, which excludes, to 1. */
  readonly weight: number
}

/**
 * The alternatives of an `Accept` header, as they stand there (RFC 9110, 12.5.1). What cannot be read is left out: a
 * client that sends something strange beside something good gets what is good.
 */
export function acceptedRanges(header: string): MediaRange[] {
  return splitOutsideQuotes(header, ',').flatMap(text => mediaRange(text) ?? [])
}

/** The media type that `text` is, or undefined when it is none. */
export function mediaRange(text: string): MediaRange | undefined {
  const [type = '', ...rest] = splitOutsideQuotes(text, ';').map(part => part.trim())
  if (!/^(?:\*\/\*|[\w!#$&^.+-]+\/(?:\*|[\w!#$&^.+-]+))$/.test(type)) return undefined
  const parameters = new Map<string, string>()
  let weight = 1
  for (const part of rest) {
    if (part === '') continue
    const [, name, quoted, plain] =
      /^([\w!#$&^.+-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))$/.exec(part) ?? []
    if (name === undefined) return undefined
    const value = quoted === undefined ? plain! : quoted.replace(/\\(.)/g, '$1')
    if (name.toLowerCase() !== 'q') parameters.set(name.toLowerCase(), value)
    else if (/^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(value)) weight = Number(value)
    else return undefined
  }
  return { type: type.toLowerCase(), parameters, weight }
}

function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  if (!text.includes('"')) return text.split(separator)
  const parts = text.match(
    separator === ',' ? /(?:"(?:[^"\\]|\\.)*"|[^",]|")+/g : /(?:"(?:[^"\\]|\\.)*"|[^";]|")+/g,
  )
  return parts ?? []
}
