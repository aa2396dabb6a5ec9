import type { Context } from './context.ts'
import { fail, unsupported } from './context.ts'
import { clickhouseInstant, parseDuration, parseInstant, parseTimeOfDay } from './instant.ts'
import type { LiteralNode, LiteralType } from './nodes.ts'
import type { Value, ValueType } from './operand.ts'
import { typeWords, value } from './operand.ts'

const natural: { readonly [type in Exclude<LiteralType, 'null' | 'geo'>]: ValueType } = {
  binary: 'binary',
  boolean: 'boolean',
  date: 'date',
  decimal: 'number',
  duration: 'duration',
  enum: 'string',
  guid: 'guid',
  instant: 'instant',
  integer: 'integer',
  string: 'string',
  time: 'time',
}

/** The type a literal has by itself. */
export function naturalType(ctx: Context, node: LiteralNode): ValueType {
  if (node.type === 'geo') return unsupported(ctx, 'geography and geometry', node)
  if (node.type === 'enum') return unsupported(ctx, 'a literal of an enumeration type', node)
  return node.type === 'null' ? 'string' : natural[node.type]
}

/**
 * The type in which a literal can be compared with a value of `type`, undefined when it cannot. Text in quotes can be
 * whatever it says (the data's own documentation quotes instants and flags), and a date can be its midnight.
 */
export function fittingType(node: LiteralNode, type: ValueType): ValueType | undefined {
  if (node.type === 'null') return type
  if (node.type === 'integer' || node.type === 'decimal')
    return type === 'integer' || type === 'number' ? natural[node.type] : undefined
  if (node.type === 'string') return type === 'integer' || type === 'number' ? undefined : type
  if (node.type === 'date' && type === 'instant') return type
  if (node.type === 'geo' || node.type === 'enum') return undefined
  return natural[node.type] === type ? type : undefined
}

/**
 * A literal as a bound parameter of a type that {@link fittingType} gave.
 *
 * @throws ODataError when a text in quotes is no value of that type
 */
export function literalValue(ctx: Context, node: LiteralNode, type: ValueType): Value {
  if (node.type === 'null') return value('NULL', type, true)
  const bind = (bound: string | number | boolean, clickhouse: string) =>
    value(ctx.params.add(bound, clickhouse), type, false)
  const wrong = (example: string) =>
    fail(ctx, 'InvalidValue', `${node.text} is not ${typeWords[type]}; write it as ${example}`, node)
  switch (type) {
    case 'string':
    case 'binary':
      return bind(node.value, 'String')
    case 'guid':
      return bind(node.value.toLowerCase(), 'String')
    case 'boolean':
      if (!/^(?:true|false)$/i.test(node.value)) return wrong('true or false')
      return value(node.value.toLowerCase(), 'boolean', false)
    case 'instant': {
      const instant = parseInstant(node.value)
      if (!instant) return wrong("2024-01-31T23:59:59Z or '2024-01-31T23:59:59Z'")
      const { text, digits } = clickhouseInstant(instant)
      return bind(text, `DateTime64(${digits}, 'UTC')`)
    }
    case 'date': {
      const instant = /^[^T ]*$/.test(node.value) ? parseInstant(node.value) : undefined
      return instant ? bind(clickhouseInstant(instant).text.slice(0, 10), 'Date32') : wrong('2024-01-31')
    }
    case 'time':
      return bind(parseTimeOfDay(node.value) ?? wrong('23:59:59'), 'Int64')
    case 'duration':
      return bind(parseDuration(node.value) ?? wrong("duration'P1DT12H'"), 'Int64')
    case 'integer':
      // As text, because JavaScript would round it; without leading zeros, which the engine does not read.
      return bind(String(BigInt(node.value.replace('+', ''))), 'Int64')
    case 'number':
      return bind(numberText(node.value), 'Float64')
  }
}

function numberText(text: string): string {
  if (/^-?INF$/i.test(text)) return text.toLowerCase()
  if (/^NaN$/i.test(text)) return 'nan'
  return String(Number(text.replace(/[dfm]$/i, '')))
}
