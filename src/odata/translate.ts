import { calculate, negate } from './arithmetic.ts'
import { compare } from './comparison.ts'
import type { Context } from './context.ts'
import { deeper, fail, unsupported } from './context.ts'
import { callFunction } from './function-sql.ts'
import { fittingType, literalValue, naturalType } from './literal-sql.ts'
import { contained } from './membership.ts'
import type { BinaryNode, CaseNode, Located, LogicalNode, Node } from './nodes.ts'
import type { Operand, Value, ValueType } from './operand.ts'
import { describe, isNullLiteral, level, typeWords, value, wrap } from './operand.ts'
import { translatePath } from './path-sql.ts'
import { translateTypeCall } from './type-sql.ts'

/** Translates an expression to SQL; literals stay literals, because their type follows from what they meet. */
export function translate(ctx: Context, node: Node): Operand {
  return deeper(ctx, node, () => translateNode(ctx, node))
}

function translateNode(ctx: Context, node: Node): Operand {
  switch (node.kind) {
    case 'literal':
      return { kind: 'literal', node }
    case 'path':
      return translatePath(ctx, node)
    case 'logical':
      return translateLogical(ctx, node)
    case 'binary':
      return translateBinary(ctx, node)
    case 'unary': {
      const inner = { ...ctx, lax: false }
      if (node.operator === 'negate') return negate(ctx, node, translate(inner, node.operand))
      const operand = translateCondition(inner, node.operand, notAdvice(node.operand))
      return value(`NOT ${wrap(operand, level.atom)}`, 'boolean', operand.nullable, level.not)
    }
    case 'list':
      return { kind: 'items', items: node.items.map(item => translate({ ...ctx, lax: false }, item)) }
    case 'call':
      return callFunction(
        ctx,
        node,
        node.args.map(arg => translate({ ...ctx, lax: false }, arg)),
      )
    case 'case':
      return translateCase({ ...ctx, lax: false }, node)
    case 'type':
      return translateTypeCall(
        ctx,
        node,
        node.operand ? translate({ ...ctx, lax: false }, node.operand) : ctx.current,
      )
    case 'object':
      return unsupported(ctx, 'comparing with an object', node)
  }
}

/** `not` binds closer than every comparison, which surprises people who do not know it. */
function notAdvice(operand: Node): string {
  return operand.kind === 'path' ? '; to negate a comparison put it in parentheses: not (…)' : ''
}

/**
 * Translates an expression that must be true, false or unknown.
 *
 * @throws ODataError when it is anything else
 */
export function translateCondition(ctx: Context, node: Node, advice = ''): Value {
  const operand = translate(ctx, node)
  if (operand.kind === 'value' && operand.type === 'boolean') return operand
  if (operand.kind === 'literal' && (operand.node.type === 'boolean' || operand.node.type === 'null'))
    return literalValue(ctx, operand.node, 'boolean')
  return fail(
    ctx,
    'TypeMismatch',
    `expected a condition, which is true or false, not ${describe(operand)}${advice}`,
    node,
  )
}

/** Translates an expression to a value; a literal by itself has the type it looks like. */
export function translateValue(ctx: Context, node: Node): Value {
  return singleValue(ctx, translate(ctx, node), node)
}

/**
 * An operand as a value.
 *
 * @throws ODataError when it is an object or a collection
 */
export function singleValue(ctx: Context, operand: Operand, at: Located): Value {
  if (operand.kind === 'value') return operand
  if (operand.kind === 'literal') return literalValue(ctx, operand.node, naturalType(ctx, operand.node))
  return fail(ctx, 'TypeMismatch', `expected a single value, not ${describe(operand)}`, at)
}

function translateLogical(ctx: Context, node: LogicalNode): Value {
  const binds = level[node.operator]
  const operands = node.operands.map(operand => translateCondition(ctx, operand))
  const sql = operands.map(operand => wrap(operand, (binds + 1) as typeof level.and | typeof level.not))
  return value(
    sql.join(node.operator === 'and' ? ' AND ' : ' OR '),
    'boolean',
    operands.some(o => o.nullable),
    binds,
  )
}

function translateBinary(ctx: Context, node: BinaryNode): Value {
  if (node.operator === 'has') return unsupported(ctx, '"has", which needs an enumeration of flags,', node)
  const inner = { ...ctx, lax: false }
  const left = translate(inner, node.left)
  const right = translate(inner, node.right)
  switch (node.operator) {
    case 'eq':
    case 'ne':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return compare(ctx, node, left, right)
    case 'in':
      return contained(ctx, node, left, right)
    default:
      return calculate(ctx, node, left, right)
  }
}

/** The value of the first condition that holds, else null (OData 4.01 URL Conventions 5.1.1.12). */
function translateCase(ctx: Context, node: CaseNode): Value {
  const results = node.branches.map(branch => translate(ctx, branch.result))
  const type = commonType(ctx, node, results)
  const parts = node.branches.map((branch, i) => {
    const when = translateCondition(ctx, branch.when)
    const result = results[i]!
    return `${when.sql}, ${chosen(ctx, result, type)}`
  })
  return value(`multiIf(${parts.join(', ')}, NULL)`, type, true)
}

/** Numbers come in many types in SQL, and some of these have none in common. */
function chosen(ctx: Context, result: Operand, type: ValueType): string {
  if (result.kind === 'literal')
    return literalValue(ctx, result.node, type === 'number' ? type : (fittingType(result.node, type) ?? type))
      .sql
  const { sql } = result as Value
  return type === 'integer' ? `toInt64(${sql})` : type === 'number' ? `toFloat64(${sql})` : sql
}

function commonType(ctx: Context, node: CaseNode, results: readonly Operand[]): ValueType {
  let type: ValueType | undefined
  for (const [i, result] of results.entries()) {
    if (isNullLiteral(result)) continue
    const at = node.branches[i]!.result
    const own = result.kind === 'literal' ? naturalType(ctx, result.node) : singleValue(ctx, result, at).type
    if (type === undefined || (type === 'integer' && own === 'number')) type = own
    else if (type !== own && !(type === 'number' && own === 'integer'))
      fail(
        ctx,
        'TypeMismatch',
        `the values of a case must be of one type: ${typeWords[type]} or ${typeWords[own]}`,
        at,
      )
  }
  return type ?? 'string'
}
