import { ODataError } from '../../error.ts'
import { columnOf, type EntitySetModel } from '../../model.ts'
import { compileCount } from '../../page.ts'
import type { ParamValue } from '../../params.ts'
import { parseQuery } from '../../query.ts'
import type { TestService } from '../service.ts'
import { boundViolation } from './bound.ts'
import { queryString } from './comparison.ts'
import type { GeneratedCondition } from './query-grammar.ts'
import type { Scalar } from './scalars.ts'

/** Conditions on the records of one set that are asked in one statement, each a column of it. */
export class Batch {
  private readonly service: TestService
  private readonly model: EntitySetModel
  private columns: { readonly seed: number; readonly sql: string; readonly condition: GeneratedCondition }[] =
    []
  private params: { [name: string]: ParamValue } = {}

  constructor(service: TestService, model: EntitySetModel) {
    this.service = service
    this.model = model
  }

  get size(): number {
    return this.columns.length
  }

  /** @returns what became of the condition; whether it is met is told by {@link run} */
  add(seed: number, condition: GeneratedCondition): string {
    try {
      const { where, params } = compileCount(parseQuery(queryString(condition), this.model))
      const violation = boundViolation(where)
      if (violation) throw new Error(`The condition contains ${JSON.stringify(violation)}: ${where}`)
      const own = `c${this.size}_`
      for (const [name, value] of Object.entries(params)) this.params[own + name] = value
      this.columns.push({ seed, condition, sql: where.replaceAll(/\{(?=p\d+:)/g, `{${own}`) })
      return 'asked'
    } catch (error) {
      if (error instanceof ODataError && error.code === 'LimitExceeded') return error.code
      throw new Error(`${error}\n${this.text(condition)}`)
    }
  }

  /** @returns which conditions are met by other records than they should be */
  async run(): Promise<string[]> {
    const { columns, params, model } = this
    this.columns = []
    this.params = {}
    if (columns.length === 0) return []
    const bits = columns.map(({ sql }) => `toBool(ifNull(${sql}, false))`).join(', ')
    const sql = `SELECT ${columnOf(model, model.key)} AS _key, [${bits}] AS _met FROM ${model.table} FINAL`
    const result = await this.service.session.queryBindAsync(sql, params, { format: 'JSONCompactEachRow' })
    const lines = result.text().trim().split('\n')
    const rows = lines.map(line => JSON.parse(line) as [Scalar, boolean[]])
    return columns.flatMap(({ seed, condition }, i) => {
      const wrong = rows.find(([key, met]) => met[i] !== condition.keys.has(key))
      if (!wrong) return []
      return [
        `seed ${seed}: ${wrong[0]} should ${wrong[1][i] ? 'not ' : ''}be found\n${this.text(condition)}`,
      ]
    })
  }

  private text({ options }: GeneratedCondition): string {
    return `${this.model.name}?${options.map(option => option.join('=')).join('&')}`
  }
}
