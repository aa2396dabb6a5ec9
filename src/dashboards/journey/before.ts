import { periodBefore } from '../../metrics/calendar.ts'
import type { Asked } from '../asked.ts'

/** The period before, as `YYYY-MM-DD` or as instants; `to` is exclusive. */
export interface Before {
  readonly from: string
  readonly to: string
}

/** The same question about the period before, when it is to be compared with. */
export function askedBefore(asked: Asked): Asked | undefined {
  return asked.compare ? { ...asked, ...periodBefore(asked.from, asked.to) } : undefined
}

/** Does work for a question, and for the period before where that is asked for. */
export async function andBefore<Result>(
  asked: Asked,
  work: (asked: Asked) => Promise<Result>,
): Promise<{ now: Result; before?: { readonly period: Before; readonly result: Result } }> {
  const earlier = askedBefore(asked)
  if (!earlier) return { now: await work(asked) }
  const [now, result] = await Promise.all([work(asked), work(earlier)])
  return { now, before: { period: { from: earlier.from, to: earlier.to }, result } }
}
