import type { Context } from './context.ts'
import { fail } from './context.ts'
import { fittingType, literalValue, naturalType } from './literal-sql.ts'
import type { ArithmeticOperator, BinaryNode, Node } from './nodes.ts'
import type { Operand, Value, ValueType } from './operand.ts'
import { describe, level, value, wrap } from './operand.ts'

/**
 * Arithmetic (OData 4.01 URL Conventions 5.1.1.2): numbers with numbers, instants and dates with durations, durations with
 * numbers. With null it is null; so is dividing by zero.
 */
export function calculate(ctx: Context, node: BinaryNode, left: Operand, right: Operand): Value {
  const operator = node.operator as ArithmeticOperator
  const a = operandValue(ctx, node.left, left, right)
  const b = operandValue(ctx, node.right, right, left)
  const nullable = a.nullable || b.nullable
  if (isNumeric(a) && isNumeric(b)) return numbers(operator, asDouble(a), asDouble(b), nullable)
  const temporal = temporals(operator, a, b, nullable)
  if (temporal) return temporal
  const words = `${describe(left)} and ${describe(right)}`
  return fail(ctx, 'TypeMismatch', `"${node.operator}" does not work with ${words}`, node)
}

/** The engine refuses what exceeds a decimal's digits, so numbers with a fraction are calculated with as doubles. */
function asDouble(v: Value): Value {
  if (v.type !== 'number' || v.level !== level.atom || v.sql.startsWith('{')) return v
  return { ...v, sql: `toFloat64(${v.sql})` }
}

/** A text in quotes next to an instant or a duration is one too. */
function operandValue(ctx: Context, node: Node, operand: Operand, other: Operand): Value {
  if (operand.kind === 'value') return operand
  if (operand.kind !== 'literal')
    return fail(ctx, 'TypeMismatch', `${describe(operand)} is not a number`, node)
  const otherType: ValueType = other.kind === 'value' ? other.type : 'integer'
  const asOther = fittingType(operand.node, otherType)
  if (operand.node.type === 'null' && asOther) return literalValue(ctx, operand.node, asOther)
  return literalValue(ctx, operand.node, naturalType(ctx, operand.node))
}

function numbers(operator: ArithmeticOperator, a: Value, b: Value, nullable: boolean): Value {
  const whole = a.type === 'integer' && b.type === 'integer'
  const type = whole ? 'integer' : 'number'
  const [sum, product] = [level.sum, level.product]
  switch (operator) {
    case 'add':
      return value(`${wrap(a, sum)} + ${wrap(b, product)}`, type, nullable, sum)
    case 'sub':
      return value(`${wrap(a, sum)} - ${wrap(b, product)}`, type, nullable, sum)
    case 'mul':
      return value(`${wrap(a, product)} * ${wrap(b, level.atom)}`, type, nullable, product)
    case 'div':
      return value(`${whole ? 'intDivOrNull' : 'divideOrNull'}(${a.sql}, ${b.sql})`, type, true)
    case 'divby':
      return value(`divideOrNull(${a.sql}, ${b.sql})`, 'number', true)
    case 'mod':
      return value(`moduloOrNull(${a.sql}, ${b.sql})`, type, true)
  }
}

function temporals(operator: ArithmeticOperator, a: Value, b: Value, nullable: boolean): Value | undefined {
  const { sum, product } = level
  const types = `${a.type} ${operator} ${b.type}`
  switch (types) {
    case 'instant add duration':
      return value(`addMicroseconds(${a.sql}, ${b.sql})`, 'instant', nullable)
    case 'instant sub duration':
      return value(`subtractMicroseconds(${a.sql}, ${b.sql})`, 'instant', nullable)
    case 'instant sub instant':
      return value(
        `toUnixTimestamp64Micro(${a.sql}) - toUnixTimestamp64Micro(${b.sql})`,
        'duration',
        nullable,
        sum,
      )
    case 'date add duration':
      return value(`addDays(${a.sql}, intDiv(${b.sql}, 86400000000))`, 'date', nullable)
    case 'date sub duration':
      return value(`subtractDays(${a.sql}, intDiv(${b.sql}, 86400000000))`, 'date', nullable)
    case 'date sub date':
      return value(
        `(toInt64(toInt32(${a.sql})) - toInt32(${b.sql})) * 86400000000`,
        'duration',
        nullable,
        product,
      )
    case 'duration add duration':
      return value(`${wrap(a, sum)} + ${wrap(b, product)}`, 'duration', nullable, sum)
    case 'duration sub duration':
      return value(`${wrap(a, sum)} - ${wrap(b, product)}`, 'duration', nullable, sum)
  }
  if (a.type === 'duration' && isNumeric(b) && (operator === 'div' || operator === 'divby'))
    return scaled(`divideOrNull(${a.sql}, ${b.sql})`)
  if (
    operator === 'mul' &&
    ((a.type === 'duration' && isNumeric(b)) || (isNumeric(a) && b.type === 'duration'))
  )
    return scaled(`toInt128(${a.sql}) * ${wrap(b, level.atom)}`)
  return undefined
}

/** A duration times or by a number, in whole microseconds; null when that is longer than any duration. */
function scaled(sql: string): Value {
  return value(`accurateCastOrNull(trunc(${sql}), 'Int64')`, 'duration', true)
}

/** `-x` (5.1.1.2.3). */
export function negate(ctx: Context, node: Node, operand: Operand): Value {
  const v = operandValue(ctx, node, operand, operand)
  if (!isNumeric(v) && v.type !== 'duration')
    fail(ctx, 'TypeMismatch', `"-" does not work with ${describe(operand)}`, node)
  return value(`negate(${v.sql})`, v.type, v.nullable)
}

function isNumeric(v: Value): boolean {
  return v.type === 'integer' || v.type === 'number'
}
