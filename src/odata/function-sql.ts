import { collectionFunctions } from './collection-functions.ts'
import type { Context } from './context.ts'
import { fail, unsupported } from './context.ts'
import { dateFunctions } from './date-functions.ts'
import { fittingType, literalValue } from './literal-sql.ts'
import type { CallNode } from './nodes.ts'
import type { Operand, Value } from './operand.ts'
import { describe, value } from './operand.ts'
import type { Argument, ArgumentType, Overload } from './overload.ts'
import { checkPattern, textFunctions } from './text-functions.ts'

const overloads: ReadonlyMap<string, readonly Overload[]> = mergeOverloads(
  textFunctions,
  dateFunctions,
  collectionFunctions,
)

function mergeOverloads(...tables: readonly { readonly [name: string]: readonly Overload[] }[]) {
  const merged = new Map<string, readonly Overload[]>()
  for (const table of tables)
    for (const [name, list] of Object.entries(table)) merged.set(name, [...(merged.get(name) ?? []), ...list])
  return merged
}

/**
 * A call of a canonical function. With a null argument the result is null (OData 4.01 URL Conventions 5.1.1.4), which is
 * what ClickHouse's functions do as well.
 */
export function callFunction(ctx: Context, node: CallNode, operands: readonly Operand[]): Value {
  if (node.name === 'now') return value(ctx.params.now(), 'instant', false)
  const candidates = overloads.get(node.name)
  if (!candidates) return unsupported(ctx, `the function ${node.name}`, node)
  const overload = candidates.find(
    ({ types }) => types.length === operands.length && types.every((type, i) => fits(operands[i]!, type)),
  )
  if (!overload) return fail(ctx, 'TypeMismatch', mismatch(node, operands, candidates), node)
  if (node.name === 'matchespattern') checkPattern(ctx, node.args[1]!)
  const args = overload.types.map((type, i) => argument(ctx, operands[i]!, type))
  const nullable = args.some(arg => arg.nullable) || overload.nullable === true
  return value(overload.sql(...args.map(arg => arg.sql)), overload.result, nullable, overload.level)
}

function fits(operand: Operand, type: ArgumentType): boolean {
  switch (operand.kind) {
    case 'value':
      return operand.type === type || (type === 'number' && operand.type === 'integer')
    case 'literal':
      return type !== 'strings' && fittingLiteral(operand, type)
    case 'collection':
      return type === 'strings' && operand.element === 'Edm.String'
    case 'items':
      return (
        type === 'strings' &&
        operand.items.every(item => item.kind === 'literal' && item.node.type === 'string')
      )
    case 'complex':
    case 'entities':
      return false
  }
}

function fittingLiteral(
  { node }: Operand & { kind: 'literal' },
  type: Exclude<ArgumentType, 'strings'>,
): boolean {
  const fitting = fittingType(node, type)
  return fitting === type || (type === 'number' && fitting === 'integer')
}

function argument(ctx: Context, operand: Operand, type: ArgumentType): Argument {
  switch (operand.kind) {
    case 'value':
      return operand
    case 'literal':
      return literalValue(
        ctx,
        operand.node,
        fittingType(operand.node, type as Exclude<ArgumentType, 'strings'>)!,
      )
    case 'collection':
      return { sql: operand.sql, nullable: false }
    case 'items': {
      const texts = operand.items.flatMap(item => (item.kind === 'literal' ? [item.node.value] : []))
      return { sql: ctx.params.add(texts, 'Array(String)'), nullable: false }
    }
    case 'complex':
    case 'entities':
      throw new TypeError('an object fits no argument')
  }
}

function mismatch(node: CallNode, operands: readonly Operand[], candidates: readonly Overload[]): string {
  const given = operands.map(describe).join(', ')
  const wanted = candidates.map(({ types }) => `${node.name}(${types.join(', ')})`).join(' or ')
  return `${node.name} does not work with ${given}; it is ${wanted}`
}
