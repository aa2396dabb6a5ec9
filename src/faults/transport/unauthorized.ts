import { errorJson } from '../error-body.ts'
import { transportFault } from '../fault.ts'

export const unauthorized = transportFault({
  name: 'unauthorized',
  meaning: 'A good credential is refused with status 401, now and then.',
  on: ['page', 'count', 'record'],
  share: 0.03,
  parameters: {},
  setUp: () => ({
    before: () => ({
      status: 401,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      body: errorJson('UNAUTHORIZED', 'The credential is not valid.'),
    }),
  }),
})
