import type { EntitySetModel } from './model.ts'
import { columnOf } from './model.ts'

/**
 * What one SELECT reads beside its own table: for every relation to one entity a join, of which only named columns are
 * visible. They are called `_t0_…`, as no column of a table is, so that names without a table keep their meaning.
 *
 * A joined column is NULL where there is no such entity. The engine moves conditions on joined columns to the joined
 * table by itself.
 */
export class Joins {
  private readonly joined: JoinedTable[] = []
  private readonly counter: { tables: number; readonly names: Set<string> }

  constructor(counter = { tables: 0, names: new Set<string>() }) {
    this.counter = counter
  }

  /** The joins of a query within this one; their names differ from all names here. */
  inner(): Joins {
    return new Joins(this.counter)
  }

  /** How many relations were followed, in inner queries too. */
  get followed(): number {
    return this.counter.tables
  }

  /** The tables that relations lead to, in inner queries too. */
  get tables(): ReadonlySet<string> {
    return this.counter.names
  }

  /** Counts a relation that is followed without a join. */
  follow(set: EntitySetModel): void {
    this.counter.tables++
    this.reach(set)
  }

  /** Notes that a table is read. */
  reach({ table }: EntitySetModel): void {
    if (table !== undefined) this.counter.names.add(table)
  }

  /** The entity of `set` whose key is `value`, an SQL expression. */
  toOne(value: string, set: EntitySetModel): JoinedEntity {
    this.reach(set)
    const key = columnOf(set, set.key)
    const known = this.joined.find(
      (join): join is JoinedEntity =>
        join instanceof JoinedEntity && join.set === set && join.value === value,
    )
    if (known) return known
    const join = new JoinedEntity(`_t${this.counter.tables++}`, value, set, key)
    this.joined.push(join)
    return join
  }

  /**
   * The number of rows of `from` whose `column` has `value`.
   *
   * @returns SQL for the number, which is zero where there is none
   */
  toCount(value: string, column: string, from: string): string {
    const body = `SELECT ${column} AS _key, toInt64(count()) AS _count FROM ${from} GROUP BY ${column}`
    const known = this.joined.find(
      join => join instanceof JoinedCount && join.value === value && join.body === body,
    )
    if (known) return `${known.name}_count`
    const join = new JoinedCount(`_t${this.counter.tables++}`, value, body)
    this.joined.push(join)
    return `${join.name}_count`
  }

  /**
   * What stands behind FROM: `from`, a table with FINAL or a query in parentheses, and what is joined to it. It has to be
   * asked for when all that needs joins was translated.
   */
  to(from: string): string {
    if (this.joined.length === 0) return from
    // What is joined must have a name; nothing is called by it.
    return `${from.endsWith(')') ? `${from} AS _from` : from}${this.sql}`
  }

  private get sql(): string {
    return this.joined
      .map(join => ` LEFT ANY JOIN (${join.select}) AS ${join.name} ON ${join.value} = ${join.name}_key`)
      .join('')
  }
}

interface JoinedTable {
  readonly name: string
  /** SQL for what the joined key must equal. */
  readonly value: string
  readonly select: string
}

/** An entity that is joined, whose columns become visible when they are asked for. */
export class JoinedEntity implements JoinedTable {
  readonly name: string
  readonly value: string
  readonly set: EntitySetModel
  private readonly columns = new Map<string, string>()
  private readonly key: string

  constructor(name: string, value: string, set: EntitySetModel, key: string) {
    this.name = name
    this.value = value
    this.set = set
    this.key = key
  }

  /** SQL for `expression` of the entity, NULL where there is no entity. */
  nullable(expression: string): string {
    return this.column(`toNullable(${expression})`)
  }

  /** SQL for `expression` of the entity, the type's default where there is no entity: for what cannot be NULL. */
  column(expression: string): string {
    const name = this.columns.get(expression) ?? `${this.name}_${this.columns.size}`
    this.columns.set(expression, name)
    return name
  }

  /** SQL that is true where there is no such entity. */
  get isMissing(): string {
    return `${this.name}_key IS NULL`
  }

  get select(): string {
    const columns = [...this.columns].map(([expression, name]) => `, ${expression} AS ${name}`)
    return `SELECT toNullable(${this.key}) AS ${this.name}_key${columns.join('')} FROM ${this.set.table} FINAL`
  }
}

class JoinedCount implements JoinedTable {
  readonly name: string
  readonly value: string
  readonly body: string

  constructor(name: string, value: string, body: string) {
    this.name = name
    this.value = value
    this.body = body
  }

  get select(): string {
    return `SELECT _key AS ${this.name}_key, _count AS ${this.name}_count FROM (${this.body})`
  }
}
