const CONDITION = /\b((?:\w+\.)?time) (>=|<) (\{(?:from|to):DateTime64\(3, 'UTC'\)\})(?! *[-+*/])/g

/**
 * SQL whose conditions on the time of facts are also told in days. Facts lie in the order of `toDate(time)`, and below it of `time`
 * itself, which the engine takes for the only one that a condition on `time` is about: without the days it reads the time of every
 * fact there is. A day more on either side leaves room for columns of other zones.
 */
export function byDays(sql: string): string {
  if (!sql.includes('_facts')) return sql
  return sql.replace(CONDITION, (condition, time: string, comparison: '>=' | '<', end: string) =>
    comparison === '<'
      ? `(${condition} AND toDate(${time}) <= toDate(${end}) + 1)`
      : `(${condition} AND toDate(${time}) >= toDate(${end}) - 1)`,
  )
}
