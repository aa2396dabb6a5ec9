import { describe, expect, test } from 'vitest'
import type { FaultProxy } from '../../test/support/fault-proxy.ts'
import { all, onPage, PAGE, pagesOf, RECORDS, SyncRuns } from '../../test/support/sync-runs.ts'
import { SourceClient } from './source-client.ts'

/** What a source and the network between may do, and what becomes of a run. */

const runs = new SyncRuns()

describe('a source that is busy', () => {
  const cases: [string, Record<string, string>, number, number][] = [
    ['without Retry-After is asked again after a minute', {}, 60_000, 60_000],
    ['with Retry-After in seconds is asked again when it says', { 'retry-after': '7' }, 7_000, 7_000],
    [
      'with Retry-After as a date is asked again then',
      { 'retry-after': new Date(Date.now() + 240_000).toUTCString() },
      60_001,
      240_000,
    ],
    [
      'with an endless Retry-After is asked again after five minutes',
      { 'retry-after': '86400' },
      300_000,
      300_000,
    ],
  ]
  for (const [what, headers, least, most] of cases)
    test(what, async () => {
      const proxy = await runs.proxied()
      const busy = onPage(3, { status: 429, headers })
      proxy.fault = asked => (asked.attempt === 1 ? busy(asked) : undefined)
      const report = await runs.run(proxy)
      expect(report).toMatchObject({ state: 'complete', entities: { conversations: all } })
      expect(report.waits).toHaveLength(1)
      expect(report.waits[0]).toBeGreaterThanOrEqual(least)
      expect(report.waits[0]).toBeLessThanOrEqual(most)
      expect(report.reasons[0]).toMatch(/status 429. The source asks for fewer requests/)
    })

  test('for good is given up after six tries', async () => {
    const proxy = await runs.proxied()
    proxy.fault = onPage(3, { status: 429, body: '{"code":"TooMany","message":"slow down"}' })
    const report = await runs.run(proxy)
    expect(report.failures.conversations).toMatch(/status 429.*It said: slow down \(tried 6 times\)/)
    expect(report.waits).toEqual([60_000, 60_000, 60_000, 60_000, 60_000])
  })
})

describe('a page that cannot be read', () => {
  const half = (body: string): string => body.slice(0, body.length / 2)
  const faults: [string, ReturnType<FaultProxy['fault']>, RegExp][] = [
    [
      'for a status 500',
      { status: 500, body: '{"error":{"code":"x","message":"broken"}}' },
      /status 500. It said: broken/,
    ],
    [
      'for a status 503 with a page of HTML',
      { status: 503, body: '<html><title>Sorry\n</title><p>…' },
      /It said: Sorry$/,
    ],
    ['for a connection cut in the middle', { cutAfter: 700 }, /\/conversations: /],
    ['for JSON cut in the middle', { rewrite: half }, /in the middle of record \d+: it was cut off/],
    ['for nothing at all', { rewrite: () => '' }, /is not a Data API response/],
    [
      'for a page of HTML with status 200',
      { status: 200, body: '<html>Please sign in' },
      /Byte 0 of the input is "<"/,
    ],
    [
      'for an error with status 200',
      { status: 200, body: '{"error":{"code":"Internal","message":"try later"}}' },
      /is not a Data API response.*try later/,
    ],
    [
      'for an error with status 200 that looks like a response',
      { status: 200, body: '{"@odata.context":"c","error":{"message":"try later"}}' },
      /an error with status 200.*try later/,
    ],
    [
      'for a value that is no list',
      { status: 200, body: '{"@odata.context":"c","value":{"id":"c1"}}' },
      /value is not a list: \{"id":"c1"\}/,
    ],
  ]
  for (const [why, fault, reason] of faults) {
    test(`${why} is read again, and nothing of it is lost or stored twice`, async () => {
      const proxy = await runs.proxied()
      const broken = onPage(4, fault)
      proxy.fault = asked => (asked.attempt <= 2 ? broken(asked) : undefined)
      const report = await runs.run(proxy)
      expect(report).toMatchObject({ state: 'complete', entities: { conversations: all } })
      expect(report.reasons).toHaveLength(2)
      expect(report.reasons[0]).toMatch(reason)
      await runs.expectSame()
    })
  }

  test('is given up after six tries with growing waits, and the pages before it are kept', async () => {
    const proxy = await runs.proxied()
    proxy.fault = onPage(5, { rewrite: half })
    const report = await runs.run(proxy, ['conversations'], { batchRecords: 20 })
    expect(report.failures.conversations).toMatch(/cut off.*\(tried 6 times\)$/)
    expect(report.waits).toHaveLength(5)
    report.waits.forEach((wait, i) => {
      expect(wait).toBeGreaterThanOrEqual(500 * 2 ** i)
      expect(wait).toBeLessThanOrEqual(1500 * 2 ** i)
    })
    expect((await runs.windows())[0]).toMatchObject({ state: 'failed', read: 40 })
  })

  test('because there is no source is told in one sentence', async () => {
    const proxy = await runs.proxied()
    await proxy.close()
    const report = await runs.run(proxy)
    expect(report.failures.conversations).toMatch(
      /^\/export\/v1\/records\/conversations: .*ECONNREFUSED.*\(tried 6 times\)$/,
    )
  })
})

describe('links', () => {
  for (const name of ['@odata.nextLink', 'odata.nextLink', '@odata.nextlink', 'odata.nextlink'])
    test(`are followed when spelt ${name}`, async () => {
      const proxy = await runs.proxied()
      proxy.fault = () => ({ rewrite: body => body.replace('"@odata.nextLink"', `"${name}"`) })
      expect((await runs.run(proxy)).entities.conversations).toEqual(all)
    })

  test('are followed over an empty page, with value and without; what stood on it is noticed and read', async () => {
    for (const empty of ['"value":[],', '', '"value":null,']) {
      await runs.emptyTarget()
      const proxy = await runs.proxied()
      const page = onPage(3, {
        rewrite: body => {
          const next = /"@odata.nextLink":"[^"]*"/.exec(body)?.[0]
          return `{"@odata.context":"c",${empty}${next}}`
        },
      })
      proxy.fault = page
      const report = await runs.run(proxy)
      expect(report, empty).toMatchObject({
        state: 'complete',
        entities: { conversations: { new: RECORDS, unchanged: RECORDS - PAGE } },
      })
      expect((await runs.windows())[0]).toMatchObject({ proof: 'count', readings: 2, ids: RECORDS })
    }
  })

  test('an empty page without value is the whole of an empty collection', async () => {
    const proxy = await runs.proxied()
    proxy.fault = asked =>
      asked.kind === 'page' ? { status: 200, body: '{"odata.context":"c"}' } : undefined
    expect(await runs.run(proxy, ['interactions'])).toMatchObject({
      state: 'complete',
      entities: { interactions: { read: 0 } },
    })
  })

  test('an empty collection that counts records is not taken for complete', async () => {
    const proxy = await runs.proxied()
    proxy.fault = asked =>
      asked.kind === 'page' ? { status: 200, body: '{"odata.context":"c"}' } : undefined
    const report = await runs.run(proxy)
    expect(report.failures.conversations).toMatch(/^95 records are counted by the source, and 0 were read/)
    // Cut down to the second in which they were stamped.
    const failed = (await runs.windows()).filter(window => window.state === 'failed')
    expect(failed).toMatchObject([{ proof: '', counted: RECORDS, ids: 0 }])
  })

  test('of a page to itself are left: what follows is found by id', async () => {
    const proxy = await runs.proxied()
    const third = onPage(3, { rewrite: body => body })
    proxy.fault = asked =>
      third(asked) && {
        rewrite: body =>
          body.replace(
            /"@odata.nextLink":"[^"]*"/,
            `"@odata.nextLink":${JSON.stringify(proxy.origin + asked.link)}`,
          ),
      }
    const report = await runs.run(proxy)
    expect(report).toMatchObject({ state: 'complete', entities: { conversations: { new: RECORDS } } })
    expect(pagesOf(proxy).length).toBeLessThan(20)
    await runs.expectSame()
  })

  test('of pages in a wider circle are left too', async () => {
    const proxy = await runs.proxied()
    proxy.fault = asked =>
      asked.kind === 'page'
        ? {
            rewrite: body => {
              const first = pagesOf(proxy)[1]?.link
              return first && pagesOf(proxy).length % 4 === 0
                ? body.replace(/"@odata.nextLink":"[^"]*"/, `"@odata.nextLink":${JSON.stringify(first)}`)
                : body
            },
          }
        : undefined
    const report = await runs.run(proxy)
    expect(report).toMatchObject({ state: 'complete', entities: { conversations: { new: RECORDS } } })
    expect(pagesOf(proxy).length).toBeLessThan(30)
    await runs.expectSame()
  })

  test('that are no links are an error, unless what follows can be found by id', async () => {
    for (const link of ['7', '{}']) {
      await runs.emptyTarget()
      const proxy = await runs.proxied()
      const twisted = {
        rewrite: (body: string) => body.replace(/"@odata.nextLink":"[^"]*"/, `"@odata.nextLink":${link}`),
      }
      proxy.fault = onPage(1, twisted)
      expect((await runs.run(proxy)).failures.conversations, link).toMatch(/link/)
    }
  })
})

describe('the key', () => {
  test('is sent as Bearer, and bare where that is not accepted', async () => {
    const proxy = await runs.proxied()
    proxy.fault = asked => (asked.authorization?.startsWith('Bearer ') ? { status: 401 } : undefined)
    const report = await runs.run(proxy)
    expect(report).toMatchObject({ state: 'complete', entities: { conversations: all } })
    expect(proxy.asked[0]?.authorization).toBe(`Bearer ${runs.api.key}`)
    expect(proxy.asked.filter(asked => asked.authorization !== runs.api.key)).toHaveLength(1)
  })

  test('that is not accepted in either form is not tried on and on', async () => {
    const proxy = await runs.proxied()
    const report = await runs.run(proxy, ['conversations'], { key: 'wrong' })
    expect(report.failures.conversations).toMatch(/status 401. The source does not accept the key.*region/)
    expect(proxy.asked.map(asked => asked.authorization)).toEqual(['Bearer wrong', 'wrong'])
  })

  test('never goes to another host: of a link only path and query are followed', async () => {
    const proxy = await runs.proxied()
    const foreign = await runs.proxied()
    proxy.fault = () => ({ rewrite: body => body.replaceAll(proxy.origin, foreign.origin) })
    const report = await runs.run(proxy)
    expect(report.entities.conversations).toEqual(all)
    expect(foreign.asked).toEqual([])
  })

  test('does not follow a redirection to another host', async () => {
    const proxy = await runs.proxied()
    const foreign = await runs.proxied()
    proxy.fault = onPage(2, {
      status: 302,
      headers: { location: `${foreign.url}/conversations?$orderby=id` },
    })
    const report = await runs.run(proxy)
    expect(report.state).toBe('incomplete')
    expect(foreign.asked.map(asked => asked.authorization).filter(Boolean)).toEqual([])
  })

  test('is in no message, and not in the ledger', async () => {
    const proxy = await runs.proxied()
    proxy.fault = onPage(2, { status: 403 })
    const report = await runs.run(proxy)
    const told = JSON.stringify([report, await runs.windows()])
    expect(told).not.toContain(runs.api.key)
  })
})

test('a source that is no address is refused at once', () => {
  expect(() => new SourceClient({ url: 'moveworks', credential: { kind: 'key', key: 'k' } })).toThrow(
    /is not a URL; expected one like/,
  )
  expect(() => new SourceClient({ url: 'ftp://x/', credential: { kind: 'key', key: 'k' } })).toThrow(
    /is not an http\(s\) URL/,
  )
})
