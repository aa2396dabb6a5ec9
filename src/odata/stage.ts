import type { Budgets } from './budgets.ts'
import type { Context } from './context.ts'
import { contextFor } from './context.ts'
import type { Joins } from './joins.ts'
import type { EntitySetModel, SingleProperty } from './model.ts'
import type { Node } from './nodes.ts'
import type { Value } from './operand.ts'
import { edmTypeOf } from './operand.ts'
import type { OrderKey } from './order-sql.ts'
import type { Params } from './params.ts'

/** What a transformation of `$apply` gives to the next: rows, as what stands behind FROM, and what they are. */
export interface Stage {
  readonly model: EntitySetModel
  readonly from: string
  /** The order `orderby(…)` gave the rows, over columns of `from`; it is total. */
  readonly order?: readonly OrderKey[]
}

/** What all transformations of one query share. */
export interface Pipeline {
  readonly params: Params
  readonly budgets: Budgets
  readonly aliases: ReadonlyMap<string, Node>
  /** The query's joins: those of a transformation are numbered on. */
  readonly joins: Joins
  /** Columns are numbered through the whole query: in ClickHouse an alias hides a column of the same name. */
  readonly columns: { count: number }
}

/** A context for expressions on the rows of a stage. Its joins must stand behind the stage's `from`. */
export function stageContext({ params, budgets, aliases, joins }: Pipeline, { model }: Stage): Context {
  return contextFor(model, params, budgets, '$apply', aliases, new Map(), joins.inner())
}

/** The name of a new column. */
export function newColumn({ columns }: Pipeline): string {
  return `_v${columns.count++}`
}

/** A value as a property that a column of the next stage has. */
export function propertyOfValue(
  { type, nullable, enumeration }: Value,
  name: string,
  column: string,
): SingleProperty {
  const base = { name, column, nullable }
  if (enumeration) return { kind: 'enum', ...base, type: enumeration.type, members: enumeration.members }
  return { kind: 'primitive', ...base, type: edmTypeOf(type) }
}
