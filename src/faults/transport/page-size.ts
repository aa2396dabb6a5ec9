import { z } from 'zod'
import { transportFault } from '../fault.ts'

export const pageSize = transportFault({
  name: 'page-size',
  meaning: 'Pages have fewer records than documented, whatever the client asks for.',
  on: ['page'],
  share: 1,
  parameters: {
    size: z.number().int().min(1).max(10_000).default(500).describe('records a page'),
  },
  setUp: ({ size }) => ({
    before: ({ request }) => {
      request.raw.headers.prefer = `odata.maxpagesize=${size}`
      return 'changed'
    },
    after: answer => ({ ...answer, headers: { ...answer.headers, 'preference-applied': undefined } }),
  }),
})
