import { isDeepStrictEqual } from 'node:util'

/**
 * The attributes in which two records differ; none when they say the same: order of keys, white space and the spelling of
 * texts (`é`, `\u00e9`) do not matter. A null is not the same as an absent attribute, `1` not the same as `"1"`.
 */
export function differingAttributes(one: string, other: string): string[] {
  const a = JSON.parse(one) as Record<string, unknown>
  const b = JSON.parse(other) as Record<string, unknown>
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].filter(name => name in a !== name in b || !isDeepStrictEqual(a[name], b[name])).sort()
}
