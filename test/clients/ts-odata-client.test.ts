import { ODataQuery } from 'ts-odata-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestRecord } from '../support/data-api.ts'
import { type ServedCompany, serveCompany } from './company.ts'

interface Call {
  id: string
  plugin_name: string
  served: boolean
  used: boolean
  created_time: string
}

interface Conversation {
  id: string
  route: string
  primary_domain: string | null
  user: { id: string; email_addr: string }
  interactions: { id: string; detail: { content: string } }[]
}

let company: ServedCompany
beforeAll(async () => {
  company = await serveCompany()
})
afterAll(() => company.close())

describe('ts-odata-client', () => {
  const query = <T>(collection: string, key = company.api.key) =>
    ODataQuery.forV4<T>(company.root + collection, {
      requestInit: () => ({ headers: { Authorization: `Bearer ${key}`, Prefer: 'odata.maxpagesize=100' } }),
    })
  const calls = () => query<Call>('plugin_calls')

  test('walks a collection page by page as it is iterated', async () => {
    const read: unknown[] = []
    for await (const call of calls()) read.push(call)
    expect(read).toEqual(company.records('plugin-calls'))
    expect(read.length).toBeGreaterThan(200)
  })

  test('goes from page to page by hand, and counts once', async () => {
    const stored = company.records('plugin-calls')
    const ordered = calls().orderByDescending(call => call.created_time)
    let page = await ordered.getManyWithCountAsync()
    const read: { created_time: string }[] = [...page.value]
    expect(page['@odata.count']).toBe(stored.length)
    while (page.next) {
      page = (await page.next()) as typeof page
      read.push(...page.value)
    }
    const times = read.map(({ created_time }) => created_time)
    expect(times).toEqual([...times].sort().reverse())
    expect(times).toHaveLength(stored.length)
  })

  test('filters by what it makes of expressions', async () => {
    const stored = company.records('plugin-calls') as unknown as Call[]
    const name = 'Enterprise Search'
    const { value } = await calls()
      .filter((call, { and, not }) => and(call.plugin_name.$equals(name), not(call.used.$equals(true))))
      .getManyAsync()
    expect(value).toEqual(stored.filter(call => call.plugin_name === name && !call.used))
    const start = name.slice(0, 4)
    const beginning = await calls()
      .select('id')
      .filter(call => call.plugin_name.$startsWith(start).or(call.plugin_name.$contains('?&#%+')))
      .getManyAsync()
    expect(beginning.value).toEqual(
      stored
        .filter(call => call.plugin_name.startsWith(start))
        .slice(0, 100)
        .map(({ id }) => ({ id })),
    )
  })

  test('selects within objects, expands, skips and caps', async () => {
    const { value } = await query<Conversation>('conversations')
      .filter(conversation => conversation.route.$equals('DM'))
      .orderBy(conversation => conversation.id)
      .skip(2)
      .top(3)
      .expand('user', 'interactions')
      .getManyAsync()
    const expected = company
      .records('conversations')
      .filter(({ route }) => route === 'DM')
      .slice(2, 5)
    expect(value.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
    for (const [i, { user, interactions }] of value.entries()) {
      expect(user.id).toBe(expected[i]!.user_id)
      expect(interactions).toEqual(
        company.records('interactions').filter(one => one.conversation_id === expected[i]!.id),
      )
    }
    const texts = await query<{ id: string; detail: { content: string } }>('interactions')
      .select(one => ({ key: one.id, text: one.detail.content }))
      .top(4)
      .getManyAsync()
    expect(texts.value).toEqual(
      company
        .records('interactions')
        .slice(0, 4)
        .map(({ id, detail }) => ({
          key: id,
          text: (detail as { content?: string } | null)?.content ?? null,
        })),
    )
  })

  test('reads one record by its key', async () => {
    const [stored] = company.records('plugin-calls') as [TestRecord]
    expect(await calls().getAsync(stored.id)).toMatchObject(stored)
  })

  test('throws what the server says', async () => {
    await expect(
      query<{ nmae: string }>('users')
        .filter(user => user.nmae.$equals('x'))
        .getManyAsync(),
    ).rejects.toThrow(/UnknownName.*nmae/)
    await expect(query('users', 'dbf_wrong').getManyAsync()).rejects.toThrow('InvalidKey')
  })
})
