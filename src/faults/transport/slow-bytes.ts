import { z } from 'zod'
import { transportFault } from '../fault.ts'
import { lengthDefault } from '../parameters.ts'

export const slowBytes = transportFault({
  name: 'slow-bytes',
  meaning: 'The body comes in small pieces with pauses between them.',
  on: ['page'],
  share: 0.02,
  parameters: {
    pieces: z.number().int().min(2).max(10_000).default(50).describe('into how many pieces it is cut'),
    pause: lengthDefault('200ms', 'how long it pauses after each, in real time'),
  },
  setUp: ({ pieces, pause }, { wait }) => ({
    after: answer => ({
      ...answer,
      async *deliver(body) {
        const size = Math.max(1, Math.ceil(body.length / pieces))
        for (let at = 0; at < body.length; at += size) {
          yield body.subarray(at, at + size)
          await wait(pause)
        }
      },
    }),
  }),
})
