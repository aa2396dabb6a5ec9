import { setTimeout as sleep } from 'node:timers/promises'
import { transportFault } from '../fault.ts'

/** The head of the answer says how long the body would have been, so a client can know. */
export const cutConnection = transportFault({
  name: 'cut-connection',
  meaning: 'The connection ends in the middle of a body.',
  on: ['page'],
  share: 0.05,
  parameters: {},
  setUp: () => ({
    after: (answer, { random }) => {
      if (answer.body.length < 2) return answer
      const until = random.between(1, answer.body.length - 1)
      return {
        ...answer,
        async *deliver(body, cut) {
          yield body.subarray(0, until)
          // Until what was written has left the process.
          await sleep(5)
          cut()
        },
      }
    },
  }),
})
