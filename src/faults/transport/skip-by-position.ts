import { transportFault } from '../fault.ts'

/**
 * Our own Data API remembers where a client that pages by `$skip` was, and goes on behind that very record. It knows such a
 * client by its program, among others: with another name for each request, rows are counted from the first.
 */
export const skipByPosition = transportFault({
  name: 'skip-by-position',
  meaning:
    'Pages by $skip are counted from the first row, as other servers do: rows that come and go shift them.',
  on: ['page'],
  share: 1,
  parameters: {},
  setUp: () => {
    let requests = 0
    return {
      before: ({ asked, request }) => {
        if (!/[?&](?:\$|%24)?skip=/.test(asked.link)) return undefined
        request.raw.headers['user-agent'] = `${request.headers['user-agent'] ?? ''} ${++requests}`
        return 'changed'
      },
    }
  },
})
