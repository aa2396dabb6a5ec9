import { errorJson } from '../error-body.ts'
import { transportFault } from '../fault.ts'
import { readPageBody, tokenIn } from '../page-body.ts'
import { lengthDefault } from '../parameters.ts'

/** A link that this server did not give, as after it was started anew, has expired as well. */
export const expiringLinks = transportFault({
  name: 'expiring-links',
  meaning: 'A link can be followed for a while, and is gone (status 410) afterwards.',
  on: ['page'],
  share: 1,
  parameters: { time: lengthDefault('5m', 'how long, by the source’s clock') },
  setUp: ({ time }, { clock }) => {
    /** When each link was given, by its token. The oldest come first. */
    const given = new Map<string, number>()
    const isGood = (token: string): boolean =>
      clock.now() - (given.get(token) ?? Number.NEGATIVE_INFINITY) <= time
    return {
      watch: ({ body }) => {
        const next = readPageBody(body)?.next
        const token = next && tokenIn(next)
        if (!token) return
        given.delete(token)
        given.set(token, clock.now())
        for (const old of given.keys()) {
          if (isGood(old)) break
          given.delete(old)
        }
      },
      before: ({ asked: { token } }) =>
        token === undefined || isGood(token)
          ? undefined
          : { status: 410, body: errorJson('GONE', 'The link has expired.') },
    }
  },
})
