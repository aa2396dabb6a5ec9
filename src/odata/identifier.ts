import type { Cursor } from './cursor.ts'

const LEAD = '[\\p{L}\\p{Nl}_]'
const REST = '[\\p{L}\\p{Nl}\\p{Nd}\\p{Mn}\\p{Mc}\\p{Pc}\\p{Cf}]'
const IDENTIFIER = new RegExp(`${LEAD}${REST}{0,127}(?!${REST})`, 'uy')
const QUALIFIED = new RegExp(`${LEAD}${REST}{0,127}(?:\\.${LEAD}${REST}{0,127})*(?!${REST})`, 'uy')

/** Takes a simple name (ABNF rule odataIdentifier); undefined when there is none. */
export function takeIdentifier(c: Cursor): string | undefined {
  return c.take(IDENTIFIER)
}

/** Takes a name with or without namespace. */
export function takeQualifiedName(c: Cursor): string | undefined {
  return c.take(QUALIFIED)
}

/** Takes a type's name, which may be `Collection(…)` of one. */
export function takeTypeName(c: Cursor): string | undefined {
  const start = c.position
  if (c.takeToken('Collection(')) {
    const element = takeQualifiedName(c)
    if (element && c.takeToken(')')) return `Collection(${element})`
    c.position = start
    return undefined
  }
  return takeQualifiedName(c)
}
