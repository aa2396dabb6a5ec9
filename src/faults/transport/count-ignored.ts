import { transportFault } from '../fault.ts'
import { readPageBody, writePageBody } from '../page-body.ts'

export const countIgnored = transportFault({
  name: 'count-ignored',
  meaning: 'A page that was asked for with $count=true does not say how many records there are.',
  on: ['page'],
  share: 1,
  parameters: {},
  setUp: () => ({
    after: answer => {
      const page = readPageBody(answer.body)
      const head = page?.head.replace(/"@odata\.count":"?\d+"?,/, '')
      return page === undefined || head === page.head
        ? answer
        : { ...answer, body: writePageBody({ ...page, head: head! }) }
    },
  }),
})
