import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import { transportFault } from '../fault.ts'

const forms = ['plain', 'damaged', 'truncated'] as const

export const wrongGzip = transportFault({
  name: 'wrong-gzip',
  meaning: 'The answer says that it is gzip, and it is not, is damaged, or ends early.',
  on: ['page'],
  share: 0.05,
  parameters: {
    forms: z
      .array(z.enum(forms))
      .min(1)
      .default([...forms])
      .describe('one of these, by chance'),
  },
  setUp: ({ forms }) => ({
    after: (answer, { random }) => ({
      ...answer,
      spoilt: true,
      headers: { ...answer.headers, 'content-encoding': 'gzip' },
      body: spoiled(answer.body, random.pick(forms)),
    }),
  }),
})

function spoiled(body: Buffer, form: (typeof forms)[number]): Buffer {
  if (form === 'plain') return body
  const packed = gzipSync(body, { level: 1 })
  if (form === 'truncated') return packed.subarray(0, Math.max(1, Math.floor(packed.length * 0.7)))
  // Its checksum, in the last eight bytes, cannot be right any more.
  packed[packed.length - 8]! ^= 0xff
  return packed
}
