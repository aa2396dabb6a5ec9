import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import { addIngestApi } from '../../ingest/ingest-api.ts'
import { entities } from '../../schema/entities.ts'
import { authorizeWrite } from '../authorize.ts'
import { createKey } from '../credentials/keys.ts'
import { Gate } from '../gate.ts'
import { addOperations, Readiness } from '../operations/health.ts'
import { addDataApi, createServer, listen } from '../server.ts'
import { type ApiDocument, apiDocument } from './document.ts'
import { errorCodes } from './error-codes.ts'
import { addApiDescription } from './routes.ts'

const stores = new TestStores()
let server: FastifyInstance
let address: string
let key: string
/** Every route of a server that has all there is. */
const routes: { url: string; methods: string[] }[] = []

beforeAll(async () => {
  const engine = await stores.open()
  const gate = new Gate({ engine })
  key = (await createKey(engine, 'test', ['all', 'write'])).key
  server = createServer()
  server.addHook('onRoute', ({ url, method }) => {
    routes.push({ url, methods: [method].flat() })
  })
  addDataApi(server, { engine, gate })
  addOperations(server, gate, new Readiness(engine))
  addIngestApi(server, { engine, authorize: (request, reply) => authorizeWrite(gate, request, reply) })
  addApiDescription(server)
  address = await listen(server, '127.0.0.1', 0)
})
afterAll(async () => {
  await server.close()
  await stores.close()
})

const get = (path: string) => fetch(new URL(path, address))
const METHODS = ['get', 'post', 'delete'] as const
type Item = { [method: string]: { operationId: string; parameters?: object[] } } & {
  servers?: { url: string }[]
}
const operations = (document: ApiDocument) =>
  Object.entries(document.paths as { [path: string]: Item }).flatMap(([path, item]) =>
    METHODS.flatMap(method => (item[method] ? [{ path, method, item, operation: item[method] }] : [])),
  )

describe('the description', () => {
  let document: ApiDocument
  beforeAll(async () => {
    const response = await get('/openapi.json')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    document = (await response.json()) as ApiDocument
  })

  test('is OpenAPI 3.1, for the address that it was asked at', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(apiDocument(address))))
    expect(document.openapi).toBe('3.1.0')
    expect(document.servers.map(({ url }) => url)).toEqual([
      `${address}/export/v1/records`,
      `${address}/export/v1beta2/records`,
      `${address}/export/v1/flat`,
    ])
  })

  test('has every route of the server', () => {
    expect(routes.length).toBeGreaterThan(10)
    for (const { url } of routes) {
      const path = url.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '')
      if (/^\/export\/\{version\}\/(records|flat)/.test(path)) expect(document.paths).toHaveProperty(['/'])
      else expect(document.paths, `${url} is not described`).toHaveProperty([path])
    }
  })

  test('has nothing that the server has not', async () => {
    for (const { path, method, item } of operations(document)) {
      const base = item.servers?.[0]?.url ?? document.servers[0]!.url
      const real = path
        .replace('{id}', 'x')
        .replace('{entity}', 'users')
        .replace('{attribute}', path.startsWith('/users') ? 'email_addr' : 'user_id')
      const response = await fetch(`${base}${real}`, {
        method: method.toUpperCase(),
        headers: { Authorization: `Bearer ${key}` },
        ...(method === 'post' ? { body: '{}' } : {}),
      })
      expect([405, 501], `${method} ${path}`).not.toContain(response.status)
      // A record that is not there is another thing than a path that leads nowhere.
      const message = response.ok ? '' : ((await response.json()) as { message: string }).message
      expect(message, `${method} ${path}`).not.toMatch(/There is nothing at|no attribute or relation/)
    }
  })

  test('has a collection, its count, a record and its attributes for every entity, with all of them', () => {
    for (const { name, table, attributes } of entities) {
      for (const path of ['', '/$count', "('{id}')", "('{id}')/{attribute}", "('{id}')/{attribute}/$value"])
        expect(document.paths).toHaveProperty([`/${name}${path}`, 'get'])
      const schemas = document.components.schemas as {
        [name: string]: { properties: object; required: string[] }
      }
      expect(Object.keys(schemas[table]!.properties)).toEqual(Object.keys(attributes))
      expect(schemas[table]!.required).toEqual(Object.keys(attributes))
    }
    expect(document.paths).toHaveProperty(["/conversations('{id}')/interactions", 'get'])
  })

  test('has the vendor’s parameters, responses and ways in', () => {
    const { parameters } = document.components as { parameters: { [name: string]: { name: string } } }
    const names = Object.values(parameters).map(({ name }) => name)
    for (const name of ['$filter', '$select', '$orderby', '$top', '$skip', '$count'])
      expect(names).toContain(name)
    const list = (document.paths['/interactions'] as unknown as Item).get as unknown as {
      operationId: string
      responses: object
    }
    expect(list.operationId).toBe('list-interactions')
    for (const status of [200, 400, 403, 404, 429, 500]) expect(list.responses).toHaveProperty(String(status))
    expect(Object.keys(document.components.securitySchemes as object)).toEqual([
      'ApiKeyAuth',
      'OAuth2',
      'Basic',
    ])
  })

  test('refers to nothing that is not there, and names everything once', () => {
    const text = JSON.stringify(document)
    for (const [, reference] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const path = reference!.split('/')
      expect(document, reference).toHaveProperty(path)
    }
    const ids = operations(document).map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, item } of operations(document)) {
      const declared = ((item as unknown as { parameters?: { name: string }[] }).parameters ?? []).map(
        ({ name }) => name,
      )
      expect(declared.sort(), path).toEqual(
        Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name).sort(),
      )
    }
  })
})

describe('errors', () => {
  const SOURCE = fileURLToPath(new URL('../../', import.meta.url))
  const sources = (folder: string): string[] =>
    readdirSync(join(SOURCE, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map(file => readFileSync(join(SOURCE, folder, file), 'utf8'))

  test('that are thrown are all listed', () => {
    const thrown = new Set<string>()
    for (const text of [...sources('api'), ...sources('ingest')]) {
      for (const [, code] of text.matchAll(/new ApiError\(\s*[\w.? :]+,\s*'(\w+)'/g)) thrown.add(code!)
      for (const [, code] of text.matchAll(/#tooMany\([^)]*?'([A-Z]\w+)'/gs)) thrown.add(code!)
    }
    const [, odata] = /type ODataErrorCode =([^;]*?)\n\n/s.exec(
      readFileSync(join(SOURCE, 'odata/error.ts'), 'utf8'),
    )!
    for (const [, code] of odata!.matchAll(/'(\w+)'/g)) thrown.add(code!)
    expect(thrown.size).toBeGreaterThan(30)
    const listed = new Set(errorCodes.map(({ code }) => code))
    expect(
      [...thrown].filter(code => !listed.has(code)),
      'thrown, but not listed',
    ).toEqual([])
    expect(
      [...listed].filter(code => !thrown.has(code)),
      'listed, but never thrown',
    ).toEqual([])
  })

  test('are in the guide', () => {
    const guide = readFileSync(new URL('../../../docs/data-api.md', import.meta.url), 'utf8')
    const missing = errorCodes.filter(({ status, code }) => !guide.includes(`| ${status} | \`${code}\` |`))
    expect(missing.map(({ status, code }) => `${status} ${code}`)).toEqual([])
  })
})

describe('the page', () => {
  test('shows every path and error, and gets nothing from elsewhere', async () => {
    const response = await get('/docs/api')
    expect(response.headers.get('content-type')).toBe('text/html;charset=utf-8')
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'/)
    const page = await response.text()
    for (const path of Object.keys(apiDocument(address).paths)) expect(page).toContain(`<code>${path}</code>`)
    for (const { code } of errorCodes) expect(page).toContain(`<code>${code}</code>`)
    expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:/i)
    const links = Array.from(page.matchAll(/(?:href|src)="([^"]*)"/g), ([, link]) => link!)
    expect(links).toEqual(['api/style.css', '../openapi.json'])
    for (const link of links)
      expect((await fetch(new URL(link, `${address}/docs/api`))).status, link).toBe(200)
  })

  test('cannot be made to say what it should not', async () => {
    const { apiPage } = await import('./page.ts')
    expect(apiPage(apiDocument('"><script>x</script>'))).not.toContain('<script>')
  })
})
