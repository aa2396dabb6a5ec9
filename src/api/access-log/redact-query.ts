import { SECRET_TEXT } from '../credentials/secret.ts'

/** Longer texts are cut: the log is for reading. */
const LONGEST = 4_000

/** Options of OData whose values are written down, with or without a dollar sign. Aliases (`@name`) are, too. */
const KNOWN =
  /^(\$|%24)?(apply|compute|count|expand|filter|format|index|levels|orderby|schemaversion|search|select|skip|top)$|^(@|%40)/i

/**
 * A query string as it may be written down. What is not an option of OData keeps its name only: clients put keys into
 * options of their own invention (`?api_key=…`). Tokens of links, which are long and say nothing to a reader, go too.
 */
export function redactQuery(query: string): string {
  const options = query
    .split('&')
    .filter(Boolean)
    .map(option => {
      const at = option.indexOf('=')
      return at < 0 || KNOWN.test(option.slice(0, at)) ? option : `${option.slice(0, at)}=…`
    })
  return redactText(options.join('&'), LONGEST)
}

/** Any text as it may be written down: keys and tokens of ours are gone, wherever they stand in it. */
export function redactText(text: string, longest: number): string {
  const plain = text.replace(SECRET_TEXT, match => `${match.slice(0, 4)}…`)
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain
}

/** A whole address as it may be written down. */
export function redactUrl(url: string): string {
  const at = url.indexOf('?')
  const path = redactText(at < 0 ? url : url.slice(0, at), 500)
  return at < 0 ? path : `${path}?${redactQuery(url.slice(at + 1))}`
}
