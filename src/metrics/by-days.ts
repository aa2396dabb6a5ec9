const CONDITION = /\b((?:\w+\.)?time) (>=|<) (\{(?:from|to):DateTime64\(3, 'UTC'\)\})(?! *[-+*/])/g

/** What the engine's days can be: earlier and later ones are another day to it. */
const FIRST = Date.UTC(1970, 0, 2)
const LAST = Date.UTC(2149, 5, 1)

/**
 * SQL whose conditions on the time of facts are also told in days. Facts lie in the order of `toDate(time)`, and below it of `time`
 * itself, which the engine takes for the only one that a condition on `time` is about: without the days it reads the time of every
 * fact there is. A day more on either side leaves room for columns of other zones. It is a hint for the index alone: asked of each row
 * it would tell nothing new, and cost a seventh where all days are asked for.
 *
 * @param from the instants that the parameters will have, in milliseconds
 */
export function byDays(sql: string, from: number, to: number): string {
  if (!sql.includes('_facts') || from < FIRST || to > LAST) return sql
  return sql.replace(CONDITION, (condition, time: string, comparison: '>=' | '<', end: string) =>
    comparison === '<'
      ? `(${condition} AND indexHint(toDate(${time}) <= toDate(${end}) + 1))`
      : `(${condition} AND indexHint(toDate(${time}) >= toDate(${end}) - 1))`,
  )
}
