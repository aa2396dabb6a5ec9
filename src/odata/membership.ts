import { compare } from './comparison.ts'
import type { Context } from './context.ts'
import { checkLength, fail, unsupported } from './context.ts'
import { fittingType, literalValue } from './literal-sql.ts'
import type { BinaryNode } from './nodes.ts'
import type { Items, Operand, Value } from './operand.ts'
import { describe, level, typeWords, value, wrap } from './operand.ts'

/**
 * `a in (…)` (OData 4.01 URL Conventions 5.1.1.1.10): true when `a` equals one of the items, by the rules of `eq`, so null
 * is in a list that has null. An empty list is legal and has nothing in it.
 */
export function contained(ctx: Context, node: BinaryNode, left: Operand, right: Operand): Value {
  if (right.kind === 'collection') return inCollection(ctx, node, left, right.sql, right.element)
  if (right.kind !== 'items')
    return fail(ctx, 'TypeMismatch', `"in" needs a list, not ${describe(right)}`, node.right)
  if (right.items.length === 0) return value('false', 'boolean', false)
  if (left.kind === 'value' && left.type === 'string') {
    const texts = plainTexts(right)
    if (texts) return inTexts(ctx, left, texts)
  }
  return anyEquals(ctx, node, left, right)
}

function plainTexts({ items }: Items): string[] | undefined {
  const texts = items.flatMap(item =>
    item.kind === 'literal' && item.node.type === 'string' ? [item.node.value] : [],
  )
  return texts.length === items.length ? texts : undefined
}

/** One array parameter however long the list is; the engine uses the primary key for it. */
function inTexts(ctx: Context, left: Value, texts: string[]): Value {
  const sql = `${wrap(left, level.sum)} IN ${ctx.params.add(texts, 'Array(String)')}`
  if (!left.nullable || ctx.lax) return value(sql, 'boolean', false, level.comparison)
  return value(`ifNull(${sql}, false)`, 'boolean', false)
}

function anyEquals(ctx: Context, node: BinaryNode, left: Operand, right: Items): Value {
  if (left.kind === 'value') checkLength(ctx, left.sql.length * right.items.length, node)
  const tests = right.items.map(item => compare(ctx, { ...node, operator: 'eq' }, left, item))
  if (tests.length === 1) return tests[0]!
  return value(tests.map(test => wrap(test, level.and)).join(' OR '), 'boolean', false, level.or)
}

function inCollection(
  ctx: Context,
  node: BinaryNode,
  left: Operand,
  collection: string,
  element: unknown,
): Value {
  if (element !== 'Edm.String')
    return unsupported(ctx, '"in" with a collection of anything but text', node.right)
  const type =
    left.kind === 'literal' ? fittingType(left.node, 'string') : left.kind === 'value' ? left.type : undefined
  if (type !== 'string')
    return fail(
      ctx,
      'TypeMismatch',
      `${describe(left)} cannot be in a collection of ${typeWords.string}`,
      node.left,
    )
  const text = left.kind === 'literal' ? literalValue(ctx, left.node, 'string') : (left as Value)
  // A column's elements are never null.
  const sql = `has(${collection}, ${text.nullable ? `ifNull(${text.sql}, '')` : text.sql})`
  if (!text.nullable) return value(sql, 'boolean', false)
  return value(`${wrap(text, level.sum)} IS NOT NULL AND ${sql}`, 'boolean', false, level.and)
}
