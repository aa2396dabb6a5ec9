import { z } from 'zod'

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds of a length of time as files write it: `500ms`, `60s`, `5m`, `6h`, `30d`; undefined for any other text. */
export function lengthOfTime(text: string): number | undefined {
  const { number, unit } = /^(?<number>\d{1,9})(?<unit>ms|s|m|h|d)$/.exec(text.trim())?.groups ?? {}
  return unit === undefined ? undefined : Number(number) * UNITS[unit]!
}

/** A length of time in a file, read as milliseconds. */
export const timeSpan = z.string().transform((text, context) => {
  const length = lengthOfTime(text)
  if (length !== undefined) return length
  context.addIssue(`"${text}" is no length of time; write one such as 500ms, 60s, 5m, 6h or 30d`)
  return z.NEVER
})
