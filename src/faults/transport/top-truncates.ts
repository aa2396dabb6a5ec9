import { transportFault } from '../fault.ts'
import { readPageBody, writePageBody } from '../page-body.ts'

/** A client that sends a large `$top` takes the first page for everything. */
export const topTruncates = transportFault({
  name: 'top-truncates',
  meaning: 'A query with $top is answered with one page and no link, however much $top allows.',
  on: ['page'],
  share: 1,
  parameters: {},
  setUp: () => ({
    after: (answer, { asked }) => {
      if (!/[?&](?:\$|%24)top=/.test(asked.link)) return answer
      const page = readPageBody(answer.body)
      return page?.next === undefined
        ? answer
        : { ...answer, body: writePageBody({ ...page, next: undefined }) }
    },
  }),
})
