import type { Expansion } from './expansion.ts'
import { tooManyText } from './expansion.ts'
import { countText } from './json-sql.ts'

/** Rows that relations are to be written into: read once, kept as one value of the statement, called `name`. */
interface Kept {
  readonly name: string
  /** The element of a row's tuple that has the value of a relation, by the value's SQL. */
  readonly elements: ReadonlyMap<string, number>
}

/** A row has its number, its JSON text and one column more before the values of its relations. */
const FIRST_VALUE = 4

/**
 * Rows with what they are related to: a statement that reads the rows once and of every relation only the entities of
 * these rows, whatever the size of the tables.
 *
 * The rows are kept as a scalar of the statement (an array of tuples): the engine computes it once, so that the entities
 * belong to exactly the rows that are given, even while the tables change.
 *
 * @param select makes the rows' SELECT, with more columns between its own and FROM; it gives `_record` and `_keys`, and
 *   has an order and a limit
 * @returns a statement that gives `_text` and `_keys`, in the rows' order
 */
export function expandedRows(
  select: (columns: string) => string,
  emptyRecord: boolean,
  expansions: readonly Expansion[],
): string {
  const statement = new Statement()
  const kept = statement.keep('_keys', expansions, select)
  const { text, joins } = statement.written(kept, expansions, emptyRecord)
  const rows = `SELECT ${text} AS _text, _row.3 AS _keys FROM (SELECT arrayJoin(${kept.name}) AS _row) AS _rows${joins}`
  return `WITH ${statement.scalars.join(', ')} ${rows} ORDER BY _row.1`
}

class Statement {
  readonly scalars: string[] = []
  private count = 0

  /** Keeps the rows of a SELECT that has the columns `_record` and `third`, in its order. */
  keep(third: string, expansions: readonly Expansion[], select: (columns: string) => string): Kept {
    const values = [...new Set(expansions.map(({ value }) => value))]
    const columns = values.map((value, i) => `, ${value} AS _k${i}`).join('')
    const tuple = ['rowNumberInAllBlocks()', '_record', third, ...values.map((_, i) => `_k${i}`)].join(', ')
    const name = `_rows${this.scalars.length}`
    const elements = new Map(values.map((value, i) => [value, FIRST_VALUE + i]))
    // Blocks may be collected in any order: the number says where a row was.
    this.scalars.push(
      `(SELECT groupArray(_row) FROM (SELECT tuple(${tuple}) AS _row FROM (${select(columns)}))) AS ${name}`,
    )
    return { name, elements }
  }

  /** SQL for the text of a kept row with its relations, and the joins that it needs. */
  written(kept: Kept, expansions: readonly Expansion[], emptyRecord: boolean) {
    const members: string[] = []
    let joins = ''
    for (const expansion of expansions) {
      const value = `_row.${kept.elements.get(expansion.value)!}`
      const among = `(SELECT arrayJoin(tupleElement(${kept.name}, ${kept.elements.get(expansion.value)!})))`
      const join = (select: (name: string) => string) => {
        const name = `_x${this.count++}`
        joins += ` LEFT ANY JOIN (${select(name)}) AS ${name} ON ${value} = ${name}_of`
        return name
      }
      if (expansion.count) {
        const name = join(alias => countSelect(expansion, among, alias))
        members.push(
          `"${expansion.name}@odata.count":', ${countText(`ifNull(${name}_count, 0)`, expansion.count)}`,
        )
      }
      if (!expansion.entities) continue
      const name = join(alias => this.entitiesSelect(expansion, among, alias))
      const none = expansion.many ? '[]' : 'null'
      members.push(`"${expansion.name}":', ifNull(nullIf(${name}_json, ''), '${none}')`)
    }
    // A record that has nothing else begins with its first relation.
    const parts = members.map((member, i) => `'${emptyRecord && i === 0 ? '' : ','}${member}`)
    return { text: `concat(substring(_row.2, 1, length(_row.2) - 1), ${parts.join(', ')}, '}')`, joins }
  }

  /** The JSON text of what one row is related to, by the value that relates them. */
  private entitiesSelect(expansion: Expansion, among: string, alias: string): string {
    const { many, column } = expansion
    const { projection, expansions, orderBy, range, limit } = expansion.entities!
    const select = (columns: string) => {
      const rows = `SELECT ${projection} AS _record, ${column} AS _of${columns} FROM ${source(expansion, among)}`
      return many ? `${rows} ORDER BY ${orderBy} LIMIT ${range} BY _of` : rows
    }
    if (!many && expansions.length === 0)
      return `SELECT _of AS ${alias}_of, _record AS ${alias}_json FROM (${select('')})`
    const rows = expansions.length === 0 ? numbered(select('')) : this.nested(expansion, select)
    if (!many) return `SELECT _of AS ${alias}_of, _text AS ${alias}_json FROM (${rows})`
    const list = `arrayMap(_item -> _item.2, arraySort(_item -> _item.1, groupArray((_number, _text))))`
    const json = `concat('[', arrayStringConcat(${list}, ','), ']')`
    const checked = limit === undefined ? json : `if(${tooMany(expansion, limit)} = 0, ${json}, '')`
    return `SELECT _of AS ${alias}_of, ${checked} AS ${alias}_json FROM (${rows}) GROUP BY _of`
  }

  private nested({ entities }: Expansion, select: (columns: string) => string): string {
    const { expansions, projection } = entities!
    const kept = this.keep('_of', expansions, select)
    const { text, joins } = this.written(kept, expansions, projection === "'{}'")
    const from = `(SELECT arrayJoin(${kept.name}) AS _row) AS _rows`
    return `SELECT _row.1 AS _number, ${text} AS _text, _row.3 AS _of FROM ${from}${joins}`
  }
}

/** Ends the statement when there are too many. An error's text cannot be a parameter: this has a relation's name and a budget. */
function tooMany(expansion: Expansion, limit: number): string {
  return `throwIf(count() > ${limit}, '${tooManyText(expansion, limit)}')`
}

function numbered(select: string): string {
  return `SELECT rowNumberInAllBlocks() AS _number, _record AS _text, _of FROM (${select})`
}

function countSelect(expansion: Expansion, among: string, alias: string): string {
  const { column } = expansion
  return `SELECT ${column} AS ${alias}_of, count() AS ${alias}_count FROM ${source(expansion, among)} GROUP BY ${column}`
}

/**
 * The entities whose `column` is one of `among`. Only a condition on the key spares the engine reading all: which keys may
 * be meant is asked of all versions of the entities, and which are meant of the versions that count.
 */
function source({ table, source, key, column, condition }: Expansion, among: string): string {
  const from = `${source} PREWHERE ${key} IN`
  const more = condition === undefined ? [] : [condition]
  if (column === key) return `${from} ${among}${more.length > 0 ? ` WHERE ${more[0]}` : ''}`
  const keys = `(SELECT ${key} FROM ${table} WHERE ${column} IN ${among})`
  return `${from} ${keys} WHERE ${[`${column} IN ${among}`, ...more].join(' AND ')}`
}
