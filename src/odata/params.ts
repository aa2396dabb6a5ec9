/**
 * The value of a server-side parameter. Every client that speaks to ClickHouse takes these: chdb's `queryBindAsync` as they
 * are, `@clickhouse/client` as `query_params`; both escape them.
 */
export type ParamValue = string | number | boolean | null | readonly string[]

/** Parameter values by name: `p0`, `p1`, … */
export type ParamValues = { readonly [name: string]: ParamValue }

/** Collects the values of one SQL text. A value from a client reaches SQL here and nowhere else. */
export class Params {
  private readonly collected: { [name: string]: ParamValue } = {}
  private count = 0
  private readonly time: string

  /** @param now the time of the query, as `2024-01-31 23:59:59.000` in UTC */
  constructor(now = '1970-01-01 00:00:00.000') {
    this.time = now
  }

  /** The placeholder of the time of the query. */
  now(): string {
    return this.add(this.time, "DateTime64(3, 'UTC')")
  }

  /** Binds `value` and returns its placeholder, `{p0:String}`. The type is never the client's. */
  add(value: ParamValue, type: string): string {
    const name = `p${this.count++}`
    this.collected[name] = value
    return `{${name}:${type}}`
  }

  get values(): ParamValues {
    return this.collected
  }
}
