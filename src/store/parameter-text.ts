import type { ParameterValue } from './engine.ts'

/**
 * A parameter's value in the form ClickHouse parses for `{name:Type}`: the escaped (tab-separated) form of its text,
 * `\N` for null, and quoted elements for an array.
 *
 * @see https://clickhouse.com/docs/interfaces/cli#cli-queries-with-parameters
 */
export function parameterText(value: ParameterValue): string {
  if (value === null) return '\\N'
  if (typeof value === 'object' && 'escaped' in value) return value.escaped
  if (typeof value === 'object') return `[${value.map(element => `'${escaped(element, true)}'`).join(',')}]`
  return escaped(String(value), false)
}

/**
 * `SET param_…` assignments for a session of the embedded engine, whose own parameter calls run one at a time in the whole
 * process. Every byte of a value that is not a plain letter or digit is spelled `\xHH`, so that no value can end the literal.
 */
export function parameterAssignment(name: string, value: ParameterValue): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new RangeError(`"${name}" cannot name a parameter.`)
  let literal = ''
  for (const byte of Buffer.from(parameterText(value), 'utf8')) literal += BYTE_LITERALS[byte]
  return `param_${name} = '${literal}'`
}

const BYTE_LITERALS = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return /[A-Za-z0-9]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`
})

const ESCAPES: { readonly [character: string]: string } = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
  "'": "\\'",
}

/** Inside an array an element is itself a quoted literal: quotes are escaped there, and only there. */
function escaped(text: string, quoted: boolean): string {
  const special = quoted ? /[\\\t\n\r\0\b\f']/g : /[\\\t\n\r\0\v\f]|[\b]/g
  return text.replace(special, character => ESCAPES[character] ?? character)
}
