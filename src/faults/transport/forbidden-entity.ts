import { errorJson } from '../error-body.ts'
import { transportFault } from '../fault.ts'

export const forbiddenEntity = transportFault({
  name: 'forbidden-entity',
  meaning: 'The collections in entities may not be read: status 403.',
  on: ['page', 'count', 'record'],
  share: 1,
  parameters: {},
  setUp: () => ({
    before: ({ asked }) =>
      asked.entity === undefined
        ? undefined
        : { status: 403, body: errorJson('FORBIDDEN', `The scope for ${asked.entity} is missing.`) },
  }),
})
