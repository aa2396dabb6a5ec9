import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { serveDataApi, store, type TestApi, TestStores } from '../../test/support/data-api.ts'
import { afterThisTest } from '../../test/support/temporary.ts'
import type { Engine, Statement } from '../store/engine.ts'
import { createKey } from './credentials/keys.ts'
import type { ErrorBody } from './errors.ts'

const stores = new TestStores()
let engine: Engine
let api: TestApi
beforeAll(async () => {
  engine = await stores.open()
  await store(
    engine,
    'conversations',
    Array.from({ length: 5 }, (_, i) => ({
      created_time: '2025-08-01T16:45:27.511Z',
      id: `c${i}`,
      last_updated_time: '2025-08-02T06:02:51.061Z',
      primary_domain: 'IT',
      route: 'DM',
      user_id: 'u',
    })),
  )
  api = await serveDataApi(engine)
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

/** Every answer of these tests, to be looked at together: what holds for all of them is not said again. */
const answers: { readonly what: string; readonly response: Response; readonly text: string }[] = []

const SECRETS =
  /\bat .*\.[jt]s\b|node_modules|\/work\/|SELECT|FROM|FINAL|WHERE|DB::|ClickHouse|chdb|secret_hash|Code: \d/

afterEach(() => {
  for (const { what, response, text } of answers.splice(0)) {
    expect(response.headers.get('odata-version'), `${what} has OData-Version once`).toBe('4.0')
    if (response.ok) continue
    expect(response.headers.get('content-type'), what).toMatch(/^application\/json\b/)
    const body = JSON.parse(text) as ErrorBody
    expect(Object.keys(body), what).toEqual(['code', 'message', 'error'])
    const { code, message, target } = body.error
    expect({ code, message }, what).toEqual({ code: body.code, message: body.message })
    expect(body.code, what).toMatch(/^[A-Z][A-Za-z]+$/)
    expect(body.message.length, what).toBeGreaterThan(10)
    expect(Object.keys(body.error), what).toEqual(
      target === undefined ? ['code', 'message'] : ['code', 'message', 'target'],
    )
    expect(text, `${what} tells nothing of the inside`).not.toMatch(SECRETS)
  }
})

/** Asks, and notes the answer to be checked for what every answer must have. */
async function ask(
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
    of = api,
    key = of.key,
  }: {
    method?: string
    headers?: { [name: string]: string }
    body?: string
    of?: TestApi
    key?: string | null
  } = {},
): Promise<{ status: number; headers: Headers; text: string; error: ErrorBody['error'] }> {
  const response = await fetch(`${of.address}${path}`, {
    method,
    headers: { ...(key === null ? {} : { Authorization: key }), ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  if (method !== 'HEAD') answers.push({ what: `${response.status} ${method} ${path}`, response, text })
  const error = response.ok || !text ? undefined : (JSON.parse(text) as ErrorBody).error
  return { status: response.status, headers: response.headers, text, error: error! }
}

const RECORDS = '/export/v1/records'

/** What the server writes to a connection, byte for byte. */
function raw(request: string): Promise<string> {
  const { hostname, port } = new URL(api.address)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), hostname, () => socket.write(request))
    socket.on('data', chunk => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

describe('a credential', () => {
  test('is a key, alone or as a bearer token', async () => {
    for (const authorization of [
      api.key,
      `Bearer ${api.key}`,
      `bearer ${api.key}`,
      `BEARER  ${api.key}`,
      ` ${api.key} `,
    ])
      expect((await ask(`${RECORDS}/users`, { key: authorization })).status, authorization).toBe(200)
  })

  test('is needed: without one it is 401, and says how to send it', async () => {
    for (const key of [null, '', 'Bearer', 'Bearer ']) {
      const { status, headers, error } = await ask(`${RECORDS}/users`, { key })
      expect(status, String(key)).toBe(401)
      expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="Debrief Data API".*, Basic realm=/)
      expect(error).toMatchObject({ code: 'MissingKey', target: 'Authorization' })
      expect(error.message).toContain('Authorization: Bearer <key>')
    }
  })

  test('that is wrong, in whichever way, is 401 with one and the same answer', async () => {
    const wrong = [
      'Bearer x',
      `Bearer ${api.key}x`,
      `Bearer Bearer ${api.key}`,
      `Basic ${Buffer.from(`user:${api.key.slice(0, -1)}`).toString('base64')}`,
      `dbf_feedfacecafe_${api.key.slice(-43)}`,
      `${api.key.slice(0, -43)}${'A'.repeat(43)}`,
      "' OR 1=1 --",
    ]
    const texts = new Set<string>()
    for (const key of wrong) {
      const { status, headers, text, error } = await ask(`${RECORDS}/users`, { key })
      expect(status, key).toBe(401)
      expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="Debrief Data API".*, Basic realm=/)
      expect(error.code).toBe('InvalidKey')
      texts.add(text)
    }
    expect(texts.size).toBe(1)
  })

  test('reads what its scopes allow, and is told which one it lacks', async () => {
    const { key } = await createKey(engine, 'narrow', ['conversations', 'plugin-calls'])
    for (const entity of ['conversations', 'plugin-calls', 'plugin_calls'])
      for (const path of [entity, `${entity}/$count`])
        expect((await ask(`${RECORDS}/${path}`, { key })).status, path).toBe(200)
    for (const [entity, scope] of [
      ['users', 'users'],
      ['plugin_resources', 'plugin-resources'],
    ])
      for (const path of [entity, `${entity}/$count`]) {
        const { status, error } = await ask(`${RECORDS}/${path}`, { key })
        expect(status, path).toBe(403)
        expect(error).toEqual({
          code: 'MissingScope',
          message: `The key may not read ${scope}: it lacks the scope "${scope}".`,
          target: 'Authorization',
        })
      }
  })

  test('comes before the collection: who has none is not told what exists', async () => {
    for (const entity of ['users', 'nothing'])
      expect((await ask(`${RECORDS}/${entity}`, { key: null })).status).toBe(401)
  })
})

describe('what is not there', () => {
  test('a collection: 404 that names those there are', async () => {
    for (const name of ['nothing', 'Users', 'plugin-call', 'api_keys', 'toString', '__proto__']) {
      const { status, error } = await ask(`${RECORDS}/${name}`)
      expect(status, name).toBe(404)
      expect(error.code).toBe('UnknownCollection')
      expect(error.message).toContain(`"${name}"`)
    }
    const { error } = await ask(`${RECORDS}/plugins`)
    expect(error.message).toBe(
      'There is no collection "plugins"; there are users, conversations, interactions, plugin-calls, plugin-resources.',
    )
  })

  test('a path: 404 that names it, without its query', async () => {
    for (const path of [
      '/export',
      '/export/',
      '/export/v1',
      `${RECORDS}/users/`,
      `${RECORDS}/users/x`,
      `${RECORDS}/users/$count/x`,
      `${RECORDS}/users/$value`,
      `${RECORDS}/users('u')/$count`,
      `${RECORDS}/users('u')/email_addr/$count`,
      `${RECORDS}/conversations('c0')/detail/$value`,
    ]) {
      const { status, error } = await ask(`${path}?$top=1`)
      expect(status, path).toBe(404)
      expect(error).toEqual({ code: 'NotFound', message: `There is nothing at ${path}.` })
    }
    const { status } = await ask(`${RECORDS}/${'x'.repeat(1000)}`)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  })

  test('a version: 404, and 410 for one that was', async () => {
    expect((await ask('/export/v1beta2/records/users')).status).toBe(200)
    const unknown = await ask('/export/v2/records/users')
    expect([unknown.status, unknown.error.code]).toEqual([404, 'UnknownVersion'])
    for (const path of ['users', 'users/$count', 'nothing']) {
      const { status, error } = await ask(`/export/v1beta1/records/${path}`)
      expect(status).toBe(410)
      expect(error).toEqual({
        code: 'VersionGone',
        message: 'Version v1beta1 of the Data API is gone. Use v1.',
      })
    }
  })
})

describe('a method other than GET', () => {
  test('is 405 and says what is allowed, whatever the body', async () => {
    const bodies: [type: string, body: string][] = [
      ['application/json', '{"id": "x"}'],
      ['application/json', '{broken'],
      ['application/json', ''],
      ['text/xml', '<x/>'],
    ]
    for (const path of ['conversations', 'conversations/$count', 'nothing'])
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
        for (const [type, body] of bodies) {
          const { status, headers, error } = await ask(`${RECORDS}/${path}`, {
            method,
            body,
            headers: { 'Content-Type': type },
          })
          expect(status, `${method} ${type} ${body}`).toBe(405)
          expect(headers.get('allow')).toBe('GET, HEAD')
          expect(error.code).toBe('MethodNotAllowed')
          expect(error.message).toContain(method)
        }
    expect((await ask(`${RECORDS}/conversations`, { method: 'OPTIONS' })).status).toBe(405)
    const head = await ask(`${RECORDS}/conversations`, { method: 'HEAD' })
    expect([head.status, head.text]).toEqual([200, ''])
  })

  test('changes nothing', async () => {
    await ask(`${RECORDS}/conversations`, { method: 'DELETE' })
    expect((await ask(`${RECORDS}/conversations/$count`)).text).toBe('5')
  })
})

describe('a query that is wrong', () => {
  const cases: [query: string, status: number, target: string, message: RegExp][] = [
    ['$filter=rout eq 1', 400, '$filter', /"rout".*did you mean "route"\?.*position 0 of \$filter/],
    ["$filter=route eq 'DM' and", 400, '$filter', /position \d+ of \$filter/],
    ["$filter=route eq 'DM", 400, '$filter', /position \d+ of \$filter/],
    ['$filter=', 400, '$filter', /expected .* found the end \(at position 0 of \$filter\)/],
    ['$filter', 400, '$filter', /has no value/],
    ['$filter=created_time gt 5', 400, '$filter', /position \d+ of \$filter/],
    ['$orderby=route,nope', 400, '$orderby', /"nope".*position 6 of \$orderby/],
    ['$select=id,,route', 400, '$select', /position 3 of \$select/],
    ['$top=-1', 400, '$top', /whole number/],
    ['$top=1.5', 400, '$top', /position 1 of \$top/],
    ['$top=99999999999999999999', 400, '$top', /too large/],
    ['$skip=x', 400, '$skip', /whole number/],
    ['$count=yes', 400, '$count', /true or false/],
    ['$tpo=1', 400, '$tpo', /did you mean "\$top"\?/],
    ['$top=1&$top=2', 400, '$top', /twice/],
    ['$top=1&TOP=2', 400, '$top', /twice/],
    ['$filter=%zz', 400, '$filter', /"%zz".*position 0 of \$filter/],
    ['$filter=%ff', 400, '$filter', /percent-encoding/],
    ['$deltatoken=x', 400, '$deltatoken', /damaged/],
  ]
  for (const [query, status, target, message] of cases)
    test(`${query} is ${status}`, async () => {
      const answer = await ask(`${RECORDS}/conversations?${query}`)
      expect([answer.status, answer.error.target]).toEqual([status, target])
      expect(answer.error.message).toMatch(message)
    })

  test('is as wrong for /$count', async () => {
    const { status, error } = await ask(`${RECORDS}/conversations/$count?$filter=rout eq 'DM'`)
    expect([status, error.target]).toEqual([400, '$filter'])
  })

  test('tells what was sent without trusting it', async () => {
    const { status, text, error } = await ask(
      `${RECORDS}/conversations?$filter=${encodeURIComponent('"<script>\u2028\'')}`,
    )
    expect(status).toBe(400)
    expect(JSON.parse(text).error).toEqual(error)
    const injection = encodeURIComponent(`route eq '\\'' OR 1=1 --' or route eq '''; DROP TABLE users'`)
    expect(await ask(`${RECORDS}/conversations/$count?$filter=${injection}`)).toMatchObject({
      status: 200,
      text: '0',
    })
  })

  /** A filter that every record passes, as a whole query of so many characters. */
  const long = (length: number): string => `$filter=route%20ne%20%27`.padEnd(length - 3, 'x').concat('%27')

  test('may be 16,384 characters long, and no longer', async () => {
    expect((await ask(`${RECORDS}/conversations?${long(16_384)}`)).status).toBe(200)
    const { status, error } = await ask(`${RECORDS}/conversations?${long(16_385)}`)
    expect([status, error.code]).toEqual([400, 'LimitExceeded'])
  })

  test('that is as long as may be can be followed to its end', async () => {
    expect(await api.walk(`conversations?${long(16_384)}`, 1)).toHaveLength(5)
  })
})

describe('a request that reaches no route', () => {
  test('because its address cannot be decoded has the shape of every error', async () => {
    for (const path of [`${RECORDS}/%zz`, `${RECORDS}/%ff/$count`, '/%']) {
      const { status } = await ask(path)
      expect(status, path).toBe(400)
    }
  })

  const shapeOf = (answer: string): { head: string; body: ErrorBody } => {
    const [head, body] = answer.split('\r\n\r\n') as [string, string]
    expect(head.match(/^odata-version: 4\.0\r?$/gim)).toHaveLength(1)
    expect(Number(/^content-length: (\d+)/im.exec(head)?.[1])).toBe(Buffer.byteLength(body))
    return { head, body: JSON.parse(body) as ErrorBody }
  }

  test('because it is longer than any header may be is 431', async () => {
    const { head, body } = shapeOf(await raw(`GET ${RECORDS}/users?${'x'.repeat(70_000)} HTTP/1.1\r\n`))
    expect(head).toMatch(/^HTTP\/1\.1 431 /)
    expect(body).toEqual({ code: body.code, message: body.message, error: body.error })
    expect(body.error).toMatchObject({ code: 'RequestTooLong', message: expect.stringContaining('65536') })
  })

  test('because it is not HTTP is 400', async () => {
    const { head, body } = shapeOf(await raw('HELO mail.example.com\r\n\r\n'))
    expect(head).toMatch(/^HTTP\/1\.1 400 /)
    expect(body.error.code).toBe('BadRequest')
    expect((await ask(`${RECORDS}/users`)).status, 'the server goes on').toBe(200)
  })
})

test('OData-Version is one header line, not two', async () => {
  for (const path of [`${RECORDS}/users`, `${RECORDS}/users?$top=x`, `${RECORDS}/nothing`, '/export/x']) {
    const names = await new Promise<string[]>((resolve, reject) =>
      httpRequest(`${api.address}${path}`, { headers: { Authorization: api.key } }, response => {
        response.resume()
        resolve(response.rawHeaders.filter((_, i) => i % 2 === 0).map(name => name.toLowerCase()))
      })
        .on('error', reject)
        .end(),
    )
    expect(
      names.filter(name => name === 'odata-version'),
      path,
    ).toHaveLength(1)
    expect(
      names.filter(name => name === 'content-type'),
      path,
    ).toHaveLength(1)
  }
})

describe('links and contexts', () => {
  const links = async (of: TestApi, headers: { [name: string]: string } = {}) => {
    const page = await of.page('conversations?$top=3', { Prefer: 'maxpagesize=2', ...headers })
    return { context: page['@odata.context'], next: page['@odata.nextLink']! }
  }

  test('have the host and port the client used', async () => {
    const { context, next } = await links(api)
    expect(context).toBe(`${api.address}/export/v1/records/$metadata#conversations`)
    expect(next.startsWith(`${api.address}/export/v1/records/conversations?$top=3&$skiptoken=`)).toBe(true)
  })

  test('have the Host header’s name, whoever the server thinks it is', async () => {
    // fetch sets Host itself.
    const answer = await raw(
      `GET ${RECORDS}/users HTTP/1.1\r\nHost: data.example.com:8443\r\nAuthorization: ${api.key}\r\nX-Forwarded-Host: evil.example.com\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).toContain(
      '"@odata.context":"http://data.example.com:8443/export/v1/records/$metadata#users"',
    )
    expect(answer).not.toContain('evil')
  })

  test('have the public address when there is one', async () => {
    const publicUrl = 'https://data.example.com/debrief'
    const behindProxy = await serveDataApi(engine, { publicUrl })
    afterThisTest(() => behindProxy.close())
    const { context, next } = await links(behindProxy)
    expect(context).toBe(`${publicUrl}/export/v1/records/$metadata#conversations`)
    expect(next.startsWith(`${publicUrl}/export/v1/records/conversations?`)).toBe(true)
    // The proxy passes the path behind its own on.
    const second = await behindProxy.page(next.replace(publicUrl, behindProxy.address))
    expect(second.value.map(record => record.id)).toEqual(['c2'])
  })

  test('keep the version the client used', async () => {
    const page = await api.page(`${api.address}/export/v1beta2/records/conversations`, {
      Prefer: 'maxpagesize=2',
    })
    expect(page['@odata.context']).toContain('/export/v1beta2/records/$metadata#')
    expect(page['@odata.nextLink']).toContain('/export/v1beta2/records/conversations?')
  })
})

describe('a query the engine gives up on', () => {
  /** A Data API over the same engine, where what its clients ask is run otherwise. */
  const served = async (change: (statement: Statement) => Statement): Promise<TestApi> => {
    const run: Engine['run'] = statement =>
      engine.run(statement.sql.includes('api_keys') ? statement : change(statement))
    const of = await serveDataApi({ ...engine, run }, { key: api.key })
    afterThisTest(() => of.close())
    return of
  }

  test('because it takes too long is 503 with advice', async () => {
    const of = await served(statement => ({
      ...statement,
      sql: statement.sql.replace('WHERE true', 'WHERE sleepEachRow(0.1) = 0'),
      settings: { ...statement.settings, max_execution_time: 0.2 },
    }))
    for (const path of ['conversations', 'conversations/$count', 'conversations?$count=true&$top=0']) {
      const { status, error } = await ask(`${RECORDS}/${path}`, { of })
      expect(status, path).toBe(503)
      expect(error).toEqual({
        code: 'QueryTimeout',
        message: 'The query took too long. Ask for less: a narrower $filter, or fewer rows a page.',
      })
    }
  })

  test('because it needs too much memory is 503 with advice', async () => {
    const of = await served(statement => ({
      ...statement,
      settings: { ...statement.settings, max_memory_usage: 1 },
    }))
    const { status, error } = await ask(`${RECORDS}/conversations?$orderby=route`, { of })
    expect(status).toBe(503)
    expect(error.code).toBe('QueryMemory')
    expect(error.message).toContain('Ask for less')
  })

  test('for any other reason is 500, and says no more', async () => {
    const of = await served(statement => ({
      ...statement,
      sql: statement.sql.replace('AS _text', 'AS _txt'),
    }))
    const { status, error } = await ask(`${RECORDS}/conversations`, { of })
    expect(status).toBe(500)
    expect(error).toEqual({
      code: 'InternalError',
      message: 'Something went wrong on the server. It has been logged.',
    })
  })
})
