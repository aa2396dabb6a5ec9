import { absolute } from '../absolute.ts'
import { detourOf, isDetour } from '../asked.ts'
import { transportFault } from '../fault.ts'
import { type PageBody, readPageBody, tokenIn, writePageBody } from '../page-body.ts'

/** Nothing is lost: the page that was asked for stands behind the link of the repeated one. */
export const repeatedPage = transportFault({
  name: 'repeated-page',
  meaning: 'Instead of a page the one before it comes once more, with a link to the page that is due.',
  on: ['page'],
  share: 0.1,
  parameters: {},
  setUp: () => {
    /** The latest page of each collection, by the token of the link it gave. */
    const latest = new Map<string, { readonly leadsTo: string; readonly page: PageBody }>()
    return {
      watch: ({ body }, { entity }) => {
        const page = readPageBody(body)
        const leadsTo = page?.next && !isDetour(page.next) && tokenIn(page.next)
        if (page && leadsTo) latest.set(entity!, { leadsTo, page })
      },
      after: (answer, { asked }) => {
        const before = latest.get(asked.entity!)
        if (asked.detour || !before || before.leadsTo !== asked.token) return answer
        const next = absolute(before.page.head, detourOf(asked.link))
        return { ...answer, body: writePageBody({ ...before.page, next }) }
      },
    }
  },
})
