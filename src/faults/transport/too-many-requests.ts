import { z } from 'zod'
import { errorJson } from '../error-body.ts'
import { transportFault } from '../fault.ts'

/** The real API answers so without `Retry-After`, and advises a minute. */
export const tooManyRequests = transportFault({
  name: 'too-many-requests',
  meaning: 'Requests are refused with status 429; burst: 5 refuses five in a row.',
  on: ['page', 'count', 'record'],
  share: 0.1,
  parameters: {
    retry_after: z
      .union([z.literal(false), z.number().int().min(0), z.literal('date')])
      .default(false)
      .describe('Retry-After in seconds; false for none; date for an HTTP date 30 seconds ahead'),
  },
  setUp: ({ retry_after }, { clock }) => ({
    before: () => ({
      status: 429,
      headers:
        retry_after === false
          ? {}
          : {
              'retry-after':
                retry_after === 'date' ? new Date(clock.now() + 30_000).toUTCString() : String(retry_after),
            },
      body: errorJson('RATE_LIMITED', 'Too many requests.'),
    }),
  }),
})
