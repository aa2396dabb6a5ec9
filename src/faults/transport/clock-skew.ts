import { z } from 'zod'
import { transportFault } from '../fault.ts'
import { lengthDefault } from '../parameters.ts'

/** What the server says its time is; stamps, tokens and links go by its true one. */
export const clockSkew = transportFault({
  name: 'clock-skew',
  meaning: 'The Date of answers is minutes off.',
  on: ['page', 'count', 'record', 'token', 'other'],
  share: 1,
  parameters: {
    by: lengthDefault('7m', 'how much'),
    behind: z.boolean().default(false).describe('behind the true time, rather than ahead of it'),
  },
  setUp: ({ by, behind }, { clock }) => ({
    after: answer => ({
      ...answer,
      headers: { ...answer.headers, date: new Date(clock.now() + (behind ? -by : by)).toUTCString() },
    }),
  }),
})
