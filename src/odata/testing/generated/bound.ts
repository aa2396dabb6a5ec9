// Numbers that the translation itself writes: units of time, and what the engine's types begin and end with.
const own = /\b(?:1000|1000000|60000000|3600000000|86400000000)\b|'(?:1900|2299)-[\d :.-]+'/g

// A computed value's name is an identifier by the grammar, and as such a member's name in the JSON that is made.
const names = /'[{,]?"[^"'\\]{1,128}":'/g

/**
 * What of a query's values stands in a statement where it should have been bound: the texts of generated queries contain
 * Qq or what is not ASCII, and other values have four digits or more where they matter.
 *
 * @returns undefined when there is nothing
 */
export function boundViolation(sql: string): string | undefined {
  const values = sql
    .replace(names, '')
    .replace(own, '')
    .replace(/\{\w+:/g, '')
  return /q{2}|[^\x20-\x7e]|OR 1|DROP|--|UNION|;|\d{4,}/i.exec(values)?.[0]
}
