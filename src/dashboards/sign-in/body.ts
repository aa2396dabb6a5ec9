import type { z } from 'zod'
import { ApiError } from '../../api/errors.ts'

/**
 * The body or the options of a request, as a schema wants them.
 *
 * @throws ApiError 400 that says what is wrong
 */
export function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.infer<Schema> {
  const result = schema.safeParse(given ?? {})
  if (result.success) return result.data
  const problems = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the body'}: ${message}`,
  )
  throw new ApiError(400, 'InvalidRequest', `The request is wrong: ${problems.join('; ')}.`)
}
