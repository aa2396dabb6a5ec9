import { z } from 'zod'
import { transportFault } from '../fault.ts'
import { readPageBody, writePageBody } from '../page-body.ts'

const forms = ['no-id', 'bad-time', 'wrong-type', 'no-object'] as const

/** They come beside the sound records of a page: whoever leaves them out has everything. */
export const brokenRecords = transportFault({
  name: 'broken-records',
  meaning:
    'Among a page’s records are some that break the contract: no id, a bad time, a wrong type, no object.',
  on: ['page'],
  share: 0.2,
  parameters: {
    records: z.number().int().min(1).max(100).default(1).describe('how many a page'),
    forms: z
      .array(z.enum(forms))
      .min(1)
      .default([...forms])
      .describe('one of these each, by chance'),
  },
  setUp: ({ records, forms }) => ({
    after: (answer, { random }) => {
      const page = readPageBody(answer.body)
      if (!page?.rows) return answer
      const sound = (JSON.parse(`[${page.rows}]`) as Record<string, unknown>[])[0]!
      const broken = Array.from({ length: records }, () =>
        JSON.stringify(breakRecord(sound, random.pick(forms), random.next())),
      )
      return { ...answer, body: writePageBody({ ...page, rows: [...broken, page.rows].join() }) }
    },
  }),
})

function breakRecord(record: Record<string, unknown>, form: (typeof forms)[number], number: number): unknown {
  const invented = { ...record, id: `broken-${number}` }
  switch (form) {
    case 'no-id': {
      const { id, ...rest } = record
      return rest
    }
    case 'bad-time':
      return { ...invented, last_updated_time: 'yesterday' }
    case 'wrong-type':
      return { ...invented, last_updated_time: number }
    case 'no-object':
      return 'broken'
  }
}
