import { z } from 'zod'
import { errorJson } from '../error-body.ts'
import { transportFault } from '../fault.ts'
import { lengthDefault } from '../parameters.ts'

/** Documented lives are 3600 s and 60 s. */
export const shortTokens = transportFault({
  name: 'short-tokens',
  meaning: 'Access tokens are good for a minute, and refused with status 401 afterwards.',
  on: ['page', 'count', 'record', 'token'],
  share: 1,
  parameters: {
    time: lengthDefault('60s', 'how long they are good, by the source’s clock'),
    says: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('the expires_in that is told, in seconds; the true one unless it is set'),
  },
  setUp: ({ time, says }, { clock }) => {
    /** Until when each token is good. The oldest come first. */
    const good = new Map<string, number>()
    return {
      after: (answer, { asked }) => {
        if (asked.kind !== 'token') return answer
        const told = JSON.parse(answer.body.toString('utf8')) as Record<string, unknown>
        const expires_in = says ?? Math.floor(time / 1000)
        const token = { ...told, expires_in }
        const data = typeof told.data === 'object' ? { data: { ...told.data, expires_in } } : {}
        // What is long over is forgotten, and refused by the Data API itself in its own time.
        for (const [text, until] of good) {
          if (until > clock.now() - 24 * 3_600_000) break
          good.delete(text)
        }
        good.set(String(told.access_token), clock.now() + time)
        return { ...answer, body: Buffer.from(JSON.stringify({ ...token, ...data })) }
      },
      before: ({ asked }) => {
        const until = good.get((asked.authorization ?? '').replace(/^Bearer /i, ''))
        if (asked.kind === 'token' || until === undefined || clock.now() < until) return undefined
        return {
          status: 401,
          headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
          body: errorJson('UNAUTHORIZED', 'The access token has expired.'),
        }
      },
    }
  },
})
