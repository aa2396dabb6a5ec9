import { METRIC_SETTINGS, type Query } from '../metrics/query.ts'
import type { ParameterValue } from '../store/engine.ts'

/**
 * A query with its values written into it, which can be read, and run by whoever may ask the engine. For people only: nothing here
 * runs it, values reach the engine as parameters.
 */
export function readableSql({ sql, params }: Query): string {
  const text = sql.replace(
    /\{([a-z_0-9]+):((?:[^{}'()]|\([^()]*\))+)\}/g,
    (placeholder, name: string, type: string) =>
      name in params ? literal(params[name]!, type) : placeholder,
  )
  const settings = Object.entries(METRIC_SETTINGS).map(([name, value]) => `${name} = ${value}`)
  return `${text}\nSETTINGS ${settings.join(', ')}`
}

function literal(value: ParameterValue, type: string): string {
  if (Array.isArray(value)) return `[${value.map(each => quoted(String(each))).join(', ')}]`
  const precise = /^DateTime64\((\d), '([^']+)'\)$/.exec(type)
  if (precise) return `toDateTime64(${quoted(String(value))}, ${precise[1]}, ${quoted(precise[2]!)})`
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : quoted(String(value))
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
