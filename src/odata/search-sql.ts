import type { Context } from './context.ts'
import { deeper } from './context.ts'
import type { CollectionProperty, Property } from './model.ts'
import type { SearchNode } from './nodes.ts'
import type { Operand, Value } from './operand.ts'
import { level, value, wrap } from './operand.ts'

/**
 * `$search` as a condition: a term is found when any text of the record, nested ones included, contains it, in any case
 * (what matches is up to the service: OData 4.01 URL Conventions 5.1.7).
 */
export function searchCondition(ctx: Context, node: SearchNode): Value {
  return deeper(ctx, node, () => {
    switch (node.kind) {
      case 'term': {
        const term = ctx.params.add(node.text, 'String')
        return value(
          `arrayExists(_text -> positionCaseInsensitiveUTF8(_text, ${term}) > 0, ${texts(ctx.current)})`,
          'boolean',
          false,
        )
      }
      case 'not':
        return value(
          `NOT ${wrap(searchCondition(ctx, node.operand), level.atom)}`,
          'boolean',
          false,
          level.not,
        )
      default: {
        const binds = level[node.kind]
        const least = node.kind === 'and' ? level.not : level.and
        const operands = node.operands.map(operand => wrap(searchCondition(ctx, operand), least))
        return value(operands.join(node.kind === 'and' ? ' AND ' : ' OR '), 'boolean', false, binds)
      }
    }
  })
}

/** One array of everything that is text in `operand`. */
function texts(operand: Operand): string {
  if (operand.kind === 'value') return operand.type === 'string' ? `[${operand.sql}]` : '[]'
  if (operand.kind !== 'complex') return '[]'
  const singles: string[] = []
  const lists: string[] = []
  collect(operand.properties, operand.sql, singles, lists)
  const all = [...(singles.length > 0 ? [`[${singles.join(', ')}]`] : []), ...lists]
  return all.length === 1 ? all[0]! : `arrayConcat(${all.join(', ')})`
}

function collect(properties: readonly Property[], owner: string, singles: string[], lists: string[]): void {
  for (const property of properties) {
    const sql = owner === '' ? property.column : `${owner}.${property.column}`
    if (property.kind === 'complex') collect(property.properties, sql, singles, lists)
    else if (property.kind === 'collection') lists.push(...listTexts(property.element, sql))
    else if (property.kind === 'enum' || property.type === 'Edm.String')
      singles.push(property.nullable ? `ifNull(${sql}, '')` : `toString(${sql})`)
  }
}

function listTexts(element: CollectionProperty['element'], sql: string): string[] {
  if (typeof element === 'string') return element === 'Edm.String' ? [sql] : []
  const singles: string[] = []
  collect(element, '_item', singles, [])
  return singles.length === 0 ? [] : [`arrayFlatten(arrayMap(_item -> [${singles.join(', ')}], ${sql}))`]
}
