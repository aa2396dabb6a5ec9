import type { Context } from './context.ts'
import { fail, unsupported } from './context.ts'
import { fittingType, literalValue, naturalType } from './literal-sql.ts'
import type { BinaryNode, ComparisonOperator, LiteralNode } from './nodes.ts'
import type { Literal, Operand, Value } from './operand.ts'
import { describe, isNullLiteral, level, value, wrap } from './operand.ts'

const symbols: { readonly [operator in ComparisonOperator]: string } = {
  eq: '=',
  ne: '!=',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
}

/**
 * A comparison by OData's rules for null, which are not SQL's (OData 4.01 URL Conventions 5.1.1.1): null equals null,
 * differs from everything else, and is neither greater nor less than anything. So a comparison is never null itself.
 */
export function compare(ctx: Context, node: BinaryNode, left: Operand, right: Operand): Value {
  const operator = node.operator as ComparisonOperator
  if (isNullLiteral(right)) return compareWithNull(ctx, node, operator, left)
  if (isNullLiteral(left)) return compareWithNull(ctx, node, operator, right)
  const [a, b] = sameType(ctx, node, left, right)
  if (operator === 'eq' || operator === 'ne')
    return compareValues(operator, inMicroseconds(a, b), inMicroseconds(b, a), ctx.lax)
  return compareValues(operator, a, b, ctx.lax)
}

/**
 * Of several equations for one value the engine makes a set of that value's type. An instant with milliseconds would take
 * the microseconds of a literal away, and equal it.
 */
function inMicroseconds(a: Value, b: Value): Value {
  const finer = a.type === 'instant' && !a.sql.startsWith('{') && b.sql.includes('DateTime64(6,')
  return finer ? { ...a, sql: `toDateTime64(${a.sql}, 6, 'UTC')`, level: level.atom } : a
}

function compareValues(operator: ComparisonOperator, a: Value, b: Value, lax: boolean): Value {
  const [x, y] = [wrap(a, level.sum), wrap(b, level.sum)]
  const plain = `${x} ${symbols[operator]} ${y}`
  const comparison = (sql: string) => value(sql, 'boolean', false, level.comparison)
  const exact = (sql: string) => value(sql, 'boolean', false)
  if (!a.nullable && !b.nullable) return comparison(plain)
  // The engine has these operators for two values of one type only, and numbers come in many.
  const numeric = isNumeric(a)
  if (operator === 'ne' && !numeric) return comparison(`${x} IS DISTINCT FROM ${y}`)
  if (operator === 'ne') return exact(`ifNull(${plain}, (${x} IS NULL) != (${y} IS NULL))`)
  if (a.nullable && b.nullable) {
    if (operator === 'eq' && !numeric) return comparison(`${x} <=> ${y}`)
    if (operator === 'eq') return exact(`ifNull(${plain}, ${x} IS NULL AND ${y} IS NULL)`)
    if (operator === 'ge' || operator === 'le')
      return exact(`ifNull(${plain}, ${x} IS NULL AND ${y} IS NULL)`)
  }
  return lax ? comparison(plain) : exact(`ifNull(${plain}, false)`)
}

/** `ge` and `le` include equality, so null is both with itself (5.1.1.1.4, 5.1.1.1.6). */
function compareWithNull(
  ctx: Context,
  node: BinaryNode,
  operator: ComparisonOperator,
  operand: Operand,
): Value {
  const isNull = nullTest(ctx, node, operand)
  if (operator === 'gt' || operator === 'lt') return value('false', 'boolean', false)
  if (operator !== 'ne') return isNull
  if (isNull.sql === 'false') return value('true', 'boolean', false)
  if (isNull.sql === 'true') return value('false', 'boolean', false)
  if (operand.kind === 'value')
    return value(`${wrap(operand, level.sum)} IS NOT NULL`, 'boolean', false, level.comparison)
  return value(`NOT (${isNull.sql})`, 'boolean', false, level.not)
}

function nullTest(ctx: Context, node: BinaryNode, operand: Operand): Value {
  switch (operand.kind) {
    case 'literal':
      return value(String(operand.node.type === 'null'), 'boolean', false)
    case 'value':
      return operand.nullable
        ? value(`${wrap(operand, level.sum)} IS NULL`, 'boolean', false, level.comparison)
        : value('false', 'boolean', false)
    case 'complex':
    case 'collection':
      return operand.isNull === undefined
        ? value('false', 'boolean', false)
        : value(operand.isNull, 'boolean', false, level.comparison)
    case 'entities': {
      const advice = `to ask whether there are any write ${operand.name}/any()`
      return fail(ctx, 'TypeMismatch', `${describe(operand)} is never null; ${advice}`, node)
    }
    case 'items':
      return fail(ctx, 'TypeMismatch', 'a list is never null', node)
  }
}

/**
 * Both operands as values of one type.
 *
 * @throws ODataError when they have none in common
 */
export function sameType(ctx: Context, node: BinaryNode, left: Operand, right: Operand): [Value, Value] {
  if (left.kind === 'value' && right.kind === 'literal') return withLiteral(ctx, left, right)
  if (left.kind === 'value' && right.kind === 'value') {
    if (left.type === right.type || (isNumeric(left) && isNumeric(right))) return [left, right]
  } else if (left.kind === 'literal' && right.kind === 'value') {
    const [a, b] = withLiteral(ctx, right, left)
    return [b, a]
  } else if (left.kind === 'literal' && right.kind === 'literal') {
    const type = literalsType(ctx, left, right)
    if (type) return [literalValue(ctx, left.node, type[0]), literalValue(ctx, right.node, type[1])]
  } else return unsupported(ctx, `comparing ${describe(left)} with ${describe(right)}`, node)
  return fail(ctx, 'TypeMismatch', mismatch(left, right), node.right)
}

function withLiteral(ctx: Context, left: Value, right: Literal): [Value, Value] {
  const node = memberName(ctx, left, right.node)
  const type = fittingType(node, left.type)
  return type
    ? [left, literalValue(ctx, node, type)]
    : fail(ctx, 'TypeMismatch', mismatch(left, right), right.node)
}

/** A member of the enumeration that `left` has, as its name: `Shop.Colour'red'` is `'red'` then. */
function memberName(ctx: Context, { enumeration }: Value, node: LiteralNode): LiteralNode {
  if (node.type !== 'enum' || !enumeration || node.text !== `${enumeration.type}'${node.value}'`) return node
  if (enumeration.members.includes(node.value)) return { ...node, type: 'string' }
  const members = enumeration.members.join(', ')
  return fail(
    ctx,
    'InvalidValue',
    `${enumeration.type} has no member "${node.value}"; it has ${members}`,
    node,
  )
}

function literalsType(ctx: Context, left: Literal, right: Literal) {
  const [a, b] = [naturalType(ctx, left.node), naturalType(ctx, right.node)]
  const rightType = fittingType(right.node, a)
  if (rightType) return [a, rightType] as const
  const leftType = fittingType(left.node, b)
  return leftType ? ([leftType, b] as const) : undefined
}

function isNumeric(v: Value): boolean {
  return v.type === 'integer' || v.type === 'number'
}

function mismatch(left: Operand, right: Operand): string {
  const advice = quotingAdvice(left, right) ?? quotingAdvice(right, left) ?? ''
  return `${describe(left)} cannot be compared with ${describe(right)}${advice}`
}

function quotingAdvice(a: Operand, b: Operand): string | undefined {
  if (a.kind !== 'value' || b.kind !== 'literal') return undefined
  if (a.type === 'string') return `; write '${b.node.text}' in single quotes`
  return b.node.type === 'string' ? '; write it without quotes' : undefined
}
