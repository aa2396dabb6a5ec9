import { z } from 'zod'
import { lengthOfTime } from '../config/length-of-time.ts'

/** An instant in a plan, or a length of time since the source's clock began: in milliseconds since 1970, once that is known. */
export const moment = z.string().transform((text, context): ((start: number) => number) => {
  const length = lengthOfTime(text)
  if (length !== undefined) return start => start + length
  const instant = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)
  if (!Number.isNaN(instant) && /^\d{4}-\d{2}-\d{2}/.test(text)) return () => instant
  context.addIssue(
    `"${text}" is no instant; write one such as 2026-03-01T00:00:00Z, or a length of time since the start such as 3d`,
  )
  return z.NEVER
})
