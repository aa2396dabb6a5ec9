import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ServedCompany, serveCompany } from './company.ts'

const run = promisify(execFile)
/** Where `.ci/run` puts what olingo/pom.xml names; another folder can be named. */
const jars = process.env.OLINGO_JARS ?? fileURLToPath(new URL('../../test-results/olingo', import.meta.url))
const absent = !existsSync(jars) || !(await run('java', ['-version']).catch(() => undefined))
if (absent)
  console.warn(
    `Apache Olingo’s client is not tried, because java or ${jars} is missing (test/clients/olingo).`,
  )

interface Seen {
  readonly sets: {
    readonly [name: string]: { address: string; key: string[]; relations: string[] } & Record<
      'minimal' | 'full' | 'none',
      string[]
    >
  }
  readonly [name: string]: unknown
}

describe.skipIf(absent)('Apache Olingo’s client for Java', () => {
  let company: ServedCompany
  let seen: Seen
  beforeAll(async () => {
    company = await serveCompany()
    const program = fileURLToPath(new URL('olingo/ReadDataApi.java', import.meta.url))
    const { stdout } = await run('java', ['-cp', join(jars, '*'), program, company.root], {
      env: { ...process.env, DATA_API_KEY: company.api.key },
      maxBuffer: 1 << 26,
    })
    seen = JSON.parse(stdout) as Seen
  }, 120_000)
  afterAll(() => company?.close())

  test('reads metadata without an address that it cannot reach, and every record at every level', () => {
    expect(Object.keys(seen.sets)).toHaveLength(5)
    for (const [name, { address, key, relations, ...levels }] of Object.entries(seen.sets)) {
      const entity = name.replace('_', '-') as 'users'
      expect([address, key]).toEqual([company.root + entity, ['id']])
      expect(relations.length).toBeGreaterThan(3)
      const stored = company.records(entity).map(({ id, last_updated_time: at }) => `${id} ${at}`)
      // It reads instants, and writes them without the zeros at their end.
      const read = Object.entries(levels).map(([level, records]) => [
        level,
        records.map(text => text.replace(/\S+$/, at => new Date(at).toISOString())),
      ])
      expect(Object.fromEntries(read)).toEqual({ minimal: stored, full: stored, none: stored })
    }
  })

  test('asks for some, one, a value, a count, and reads errors', () => {
    const conversations = company.records('conversations').filter(({ route }) => route === 'DM')
    const chosen = conversations.slice(-3).reverse()
    expect(seen).toMatchObject({
      count: conversations.length,
      chosen: chosen.map(({ id }) => id),
      users: chosen.map(({ user_id }) => user_id),
      one: chosen[0]!.id,
      value: 'DM',
      total: '260',
      error: 'UnknownName',
    })
  })
})
