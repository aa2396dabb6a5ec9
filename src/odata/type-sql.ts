import type { Context } from './context.ts'
import { fail, unsupported } from './context.ts'
import { literalValue, naturalType } from './literal-sql.ts'
import type { EdmPrimitive } from './model.ts'
import type { TypeNode } from './nodes.ts'
import type { Operand, Value, ValueType } from './operand.ts'
import { describe, level, value, valueTypeOf, wrap } from './operand.ts'

const primitives: ReadonlySet<string> = new Set<EdmPrimitive>([
  'Edm.Binary',
  'Edm.Boolean',
  'Edm.Date',
  'Edm.DateTimeOffset',
  'Edm.Decimal',
  'Edm.Double',
  'Edm.Duration',
  'Edm.Guid',
  'Edm.Int32',
  'Edm.Int64',
  'Edm.String',
  'Edm.TimeOfDay',
])

/** `cast(x,T)` and `isof(x,T)` for primitive types (OData 4.01 URL Conventions 5.1.1.10). A cast that fails is null. */
export function translateTypeCall(ctx: Context, node: TypeNode, operand: Operand): Value {
  if (!primitives.has(node.type))
    return unsupported(ctx, `${node.operator} with the type "${node.type}"`, node)
  const type = valueTypeOf(node.type as EdmPrimitive)
  const from = single(ctx, node, operand)
  if (node.operator === 'cast') return cast(ctx, node, from, type)
  if (from.type !== type) return value('false', 'boolean', false)
  return from.nullable
    ? value(`${wrap(from, level.sum)} IS NOT NULL`, 'boolean', false, level.comparison)
    : value('true', 'boolean', false)
}

function single(ctx: Context, node: TypeNode, operand: Operand): Value {
  if (operand.kind === 'value') return operand
  if (operand.kind === 'literal') return literalValue(ctx, operand.node, naturalType(ctx, operand.node))
  return fail(ctx, 'TypeMismatch', `${node.operator} needs a single value, not ${describe(operand)}`, node)
}

const casts: { readonly [fromTo: string]: (sql: string) => string } = {
  'string boolean': sql => `multiIf(${sql} = 'true', true, ${sql} = 'false', false, NULL)`,
  'string date': sql => `toDate32OrNull(${sql})`,
  'string guid': sql => `if(toUUIDOrNull(${sql}) IS NULL, NULL, lower(${sql}))`,
  'string instant': sql => `parseDateTime64BestEffortOrNull(${sql}, 3, 'UTC')`,
  'string integer': sql => `toInt64OrNull(${sql})`,
  'string number': sql => `toFloat64OrNull(${sql})`,
  // A comparison is a number in the engine.
  'boolean string': sql => `toString(toBool(${sql}))`,
  'date instant': sql => `toDateTime64(${sql}, 3, 'UTC')`,
  'date string': sql => `toString(${sql})`,
  'guid string': sql => sql,
  'instant date': sql => `toDate32(${sql})`,
  'instant string': sql => `concat(replaceOne(toString(${sql}), ' ', 'T'), 'Z')`,
  'integer number': sql => `toFloat64(${sql})`,
  'integer string': sql => `toString(${sql})`,
  'number integer': sql => `accurateCastOrNull(trunc(${sql}), 'Int64')`,
  'number string': sql => `toString(${sql})`,
}

function cast(ctx: Context, node: TypeNode, from: Value, type: ValueType): Value {
  if (from.type === type) return from
  const render = casts[`${from.type} ${type}`]
  if (!render) return unsupported(ctx, `casting ${describe(from)} to ${node.type}`, node)
  return value(render(from.sql), type, from.nullable || from.type === 'string' || type === 'integer')
}
