/** What one query may cost. More is answered with 400, so that no request makes the service run out of stack or memory. */
export interface Budgets {
  /** Characters of the raw query string. */
  readonly length: number
  /** Nesting of an expression. Chains of `and` and `or` are flat, and so are lists: their length is not depth. */
  readonly depth: number
  /** Nodes of all expressions of the query together. */
  readonly nodes: number
  /** Values of one list: `in (…)`, `[…]`. */
  readonly listItems: number
  /** Characters of the SQL of one expression, which may say a part of the query several times. */
  readonly sqlLength: number
  /** Keys of `$orderby`. */
  readonly orderKeys: number
  /** Relations that expressions follow: each reads another table. */
  readonly relations: number
  /** How deep `$expand` goes: 1 is what the records themselves refer to. */
  readonly expandDepth: number
  /** Relations that `$expand` follows, at all levels together. */
  readonly expansions: number
  /** Entities that `$expand` gives for one entity and relation. */
  readonly expandedRows: number
  /** Transformations of `$apply`. */
  readonly transformations: number
}

export const defaultBudgets: Budgets = {
  length: 16_384,
  depth: 64,
  nodes: 2_000,
  listItems: 1_000,
  sqlLength: 65_536,
  orderKeys: 20,
  relations: 16,
  expandDepth: 4,
  expansions: 32,
  expandedRows: 1_000,
  transformations: 20,
}
