import { z } from 'zod'
import { transportFault } from '../fault.ts'

export const wrongContentType = transportFault({
  name: 'wrong-content-type',
  meaning: 'A sound page says that it is something else.',
  on: ['page'],
  share: 0.1,
  parameters: {
    type: z.string().min(1).default('text/html; charset=utf-8').describe('the Content-Type it has'),
  },
  setUp: ({ type }) => ({
    after: answer => ({ ...answer, headers: { ...answer.headers, 'content-type': type } }),
  }),
})
