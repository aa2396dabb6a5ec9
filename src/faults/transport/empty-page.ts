import { z } from 'zod'
import { absolute } from '../absolute.ts'
import { detourOf } from '../asked.ts'
import { transportFault } from '../fault.ts'
import { readPageBody, writePageBody } from '../page-body.ts'

const forms = ['list', 'null', 'absent'] as const

export const emptyPage = transportFault({
  name: 'empty-page',
  meaning: 'A page without records comes first, with a link to the page that is due.',
  on: ['page'],
  share: 0.1,
  parameters: {
    value: z
      .array(z.enum(forms))
      .min(1)
      .default(['list'])
      .describe('what stands under value: list for [], null, or absent; one of these, by chance'),
  },
  setUp: ({ value }) => ({
    after: (answer, { asked, random }) => {
      const page = asked.detour ? undefined : readPageBody(answer.body)
      if (!page) return answer
      const next = absolute(page.head, detourOf(asked.link))
      const form = random.pick(value)
      if (form === 'list') return { ...answer, body: writePageBody({ ...page, rows: '', next }) }
      const empty = form === 'null' ? '"value":null,' : ''
      return {
        ...answer,
        body: Buffer.from(`${page.head}${empty}"@odata.nextLink":${JSON.stringify(next)}}`),
      }
    },
  }),
})
