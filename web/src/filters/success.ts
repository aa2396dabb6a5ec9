import type { MetricDefinition } from '../api/types.ts'

/** Metrics whose variants are the definitions of success. */
const OF_SUCCESS = ['deflection', 'conversation_resolution']

/** Every definition of success there is, with what it says. */
export function definitionsOfSuccess(
  metrics: readonly MetricDefinition[] = [],
): { value: string; label: string; about: string }[] {
  const found = new Map<string, string>()
  for (const id of OF_SUCCESS)
    for (const [name, { sentence }] of Object.entries(metrics.find(one => one.id === id)?.variants ?? {}))
      if (!found.has(name)) found.set(name, sentence)
  return [...found].map(([value, about]) => ({ value, label: labelOf(value), about }))
}

/** The name of a variant as people read it. */
export function labelOf(variant: string): string {
  const text = variant.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
