import { transportFault } from '../fault.ts'
import { lengthDefault } from '../parameters.ts'

export const stall = transportFault({
  name: 'stall',
  meaning: 'Nothing is answered for a while; then all is well.',
  on: ['page', 'count', 'record', 'token'],
  share: 0.02,
  parameters: { time: lengthDefault('30s', 'how long nothing comes, in real time') },
  setUp: ({ time }, { wait }) => ({
    before: async () => {
      await wait(time)
      return 'changed' as const
    },
  }),
})
