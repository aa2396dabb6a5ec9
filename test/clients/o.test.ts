import { o } from 'odata'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page, TestRecord } from '../support/data-api.ts'
import { type ServedCompany, serveCompany } from './company.ts'

let company: ServedCompany
beforeAll(async () => {
  company = await serveCompany()
})
afterAll(() => company.close())

describe('o.js', () => {
  const config = (more: object = {}) => ({ headers: { Authorization: `Bearer ${company.api.key}` }, ...more })
  const query = (resource: string, options: object = {}): Promise<unknown> =>
    o(company.root, config()).get(resource).query(options)

  /** The library gives what is in `value`, unless it is told that pages have another name. */
  const page = async (link: string, options: object = {}): Promise<Page> =>
    (await o(link, config({ fragment: 'whole page' }))
      .get('')
      .query(options)) as Page

  test('reads a collection to its last record by the links', async () => {
    const read: TestRecord[] = []
    let pages = 0
    for (let link: string | undefined = `${company.root}plugin-resources`; link; pages++) {
      const { value, '@odata.nextLink': next } = await page(link)
      read.push(...value)
      link = next
    }
    expect(pages).toBe(2)
    expect(read).toEqual(company.records('plugin-resources'))
  })

  test('filters, orders, selects and caps', async () => {
    const expected = company
      .records('interactions')
      .filter(
        ({ actor, created_time }) => actor === 'user' && `${created_time}` >= '2026-08-03T00:00:00.000Z',
      )
      .sort((a, b) => (`${a.created_time}${a.id}` < `${b.created_time}${b.id}` ? 1 : -1))
      .slice(0, 25)
      .map(({ id, platform }) => ({ id, platform }))
    expect(
      await query('interactions', {
        $filter: "actor eq 'user' and created_time ge '2026-08-03T00:00:00Z'",
        $orderby: 'created_time desc,id desc',
        $select: 'id,platform',
        $top: 25,
      }),
    ).toEqual(expected)
    expect(expected).toHaveLength(25)
  })

  test('expands along relations', async () => {
    const [conversation] = (await query('conversations', {
      $filter: "route eq 'DM'",
      $expand: "user($select=id,email_addr),interactions($filter=actor eq 'user';$orderby=id)",
      $top: 1,
    })) as { id: string; user_id: string; user: TestRecord; interactions: TestRecord[] }[]
    const { id, user_id, user, interactions } = conversation!
    const person = company.records('users').find(person => person.id === user_id)!
    expect(user).toEqual({ email_addr: person.email_addr, id: user_id })
    expect(interactions.length).toBeGreaterThan(0)
    expect(interactions).toEqual(
      company.records('interactions').filter(one => one.conversation_id === id && one.actor === 'user'),
    )
  })

  test('counts, beside the records and instead of them', async () => {
    const served = company.records('plugin-calls').filter(({ served }) => served).length
    const options = { $filter: 'served eq true' }
    expect(await query('plugin-calls/$count', options)).toBe(served)
    expect(
      (await page(`${company.root}plugin-calls`, { ...options, $count: true, $top: 1 }))['@odata.count'],
    ).toBe(served)
  })

  test('summarises', async () => {
    const routes = new Map<string, number>()
    for (const { route } of company.records('conversations'))
      routes.set(`${route}`, (routes.get(`${route}`) ?? 0) + 1)
    const rows = (await query('conversations', {
      $apply: 'groupby((route),aggregate($count as n))',
    })) as { route: string; n: number }[]
    expect(new Map(rows.map(({ route, n }) => [route, n]))).toEqual(routes)
  })

  test('reads one record, and several resources one after another', async () => {
    const [user] = company.records('users')
    const one = (await query(`users('${user!.id}')`)) as TestRecord
    expect(one).toEqual({ '@odata.context': `${company.root}$metadata#users/$entity`, ...user })
    const [users, conversations] = (await o(company.root, config())
      .get('users')
      .get('conversations')
      .query({ $select: 'id' })) as TestRecord[][]
    expect(users!.map(({ id }) => id)).toEqual(company.records('users').map(({ id }) => id))
    expect(conversations).toHaveLength(company.records('conversations').length)
  })

  test('throws the answer when it is an error, and the error says what is wrong', async () => {
    const refused = (await query('users', { $filter: 'nmae eq 1' }).catch(thrown => thrown)) as Response
    expect(refused.status).toBe(400)
    expect(((await refused.json()) as { error: object }).error).toMatchObject({
      code: 'UnknownName',
      target: '$filter',
    })
    const nobody = o(company.root)
      .get('users')
      .query()
      .catch((thrown: Response) => thrown.status)
    expect(await nobody).toBe(401)
  })
})
