import { z } from 'zod'
import { transportFault } from '../fault.ts'
import { readPageBody } from '../page-body.ts'

/** The vendor's prose has `odata.nextlink`, its specification `@odata.nextLink`. */
export const linkSpelling = transportFault({
  name: 'link-spelling',
  meaning: 'Context and link of a page are spelt as in another of the vendor’s documents.',
  on: ['page'],
  share: 1,
  parameters: {
    spellings: z
      .array(z.enum(['@odata.nextlink', 'odata.nextLink', 'odata.nextlink']))
      .min(1)
      .default(['odata.nextlink'])
      .describe('one of these, by chance'),
  },
  setUp: ({ spellings }) => ({
    after: (answer, { random }) => {
      const page = readPageBody(answer.body)
      if (page?.next === undefined) return answer
      const spelling = random.pick(spellings)
      const head = spelling.startsWith('@') ? page.head : page.head.replaceAll('"@odata.', '"odata.')
      const link = `"${spelling}":${JSON.stringify(page.next)}`
      return { ...answer, body: Buffer.from(`${head}"value":[${page.rows}],${link}}`) }
    },
  }),
})
