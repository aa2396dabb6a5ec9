import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryDirectory } from '../../test/support/temporary.ts'
import { entityNames } from '../schema/entities.ts'
import { rows } from '../store/engine.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore } from '../store/open-store.ts'
import { silentOutput } from './output.ts'
import { run } from './program.ts'

const FILES = [...entityNames.map(name => `${name}.ndjson`), 'outcomes.ndjson', 'people.csv', 'truth.json']
const SMALL = ['--people', '40', '--days', '8', '--start', '2026-04-06']

/** Runs `debrief simulate`, and gives what it said. */
async function simulate(...args: readonly string[]) {
  const said: { code: number; json: unknown; errors: string[] } = { code: 0, json: undefined, errors: [] }
  const output = {
    ...silentOutput,
    json: (value: unknown) => {
      said.json = value
    },
    fail: (error: unknown) => said.errors.push(String(error)),
  }
  said.code = await run(['simulate', ...args], output)
  return said
}

const hashes = (directory: string): { [name: string]: string } =>
  Object.fromEntries(
    readdirSync(directory)
      .sort()
      .map(name => [
        name,
        createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex'),
      ]),
  )
const lines = (directory: string, name: string): string[] =>
  readFileSync(join(directory, name), 'utf8').trimEnd().split('\n')

describe('debrief simulate', () => {
  test('writes the same files for the same options, and others for another seed', async () => {
    const [one, two, three] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()]
    const said = await simulate(...SMALL, '--out', one, '--json')
    expect(said).toMatchObject({ code: 0, json: { out: one, store: null, plan: { people: 40, seed: 7 } } })
    await simulate(...SMALL, '--out', two)
    await simulate(...SMALL, '--seed', '8', '--out', three)
    expect(readdirSync(one).sort()).toEqual([...FILES].sort())
    expect(hashes(two)).toEqual(hashes(one))
    expect(Object.entries(hashes(three)).filter(([name, hash]) => hashes(one)[name] === hash)).toEqual([])

    const { records } = said.json as { records: { [entity: string]: number } }
    for (const name of entityNames) expect(lines(one, `${name}.ndjson`)).toHaveLength(records[name] ?? 0)
    const truth = JSON.parse(readFileSync(join(one, 'truth.json'), 'utf8'))
    expect(truth.days.map(({ day }: { day: string }) => day)).toHaveLength(8)
    expect(truth.records.users).toEqual({ versions: records.users })
    const [head, ...people] = lines(one, 'people.csv')
    expect(head?.trim()).toBe(
      'external_id,email,first_name,last_name,department,location,country,role,manager,tester',
    )
    expect(people).toHaveLength(40)
    const conversations = new Set(lines(one, 'conversations.ndjson').map(line => JSON.parse(line).id))
    const outcomes = lines(one, 'outcomes.ndjson').map(line => JSON.parse(line))
    expect(outcomes.every(({ conversation_id }) => conversations.has(conversation_id))).toBe(true)
    const endings = outcomes.flatMap(({ wanted }) => wanted.map((one: { outcome: string }) => one.outcome))
    for (const ending of ['resolved', 'unresolved', 'abandoned', 'ticket']) expect(endings).toContain(ending)
  })

  test('tells a fixture', async () => {
    const directory = temporaryDirectory()
    expect((await simulate('--fixture', 'two-hop-ticket', '--out', directory)).code).toBe(0)
    const truth = JSON.parse(readFileSync(join(directory, 'truth.json'), 'utf8'))
    expect(truth.plan.fixture).toBe('two-hop-ticket')
    expect(truth.days[0].measures.questions_ticket.all).toBe(1)
  })

  test('imports into a store, at once or as time passes', async () => {
    const store = temporaryDirectory()
    // Eight days at once; then others of other people, as time passes.
    expect((await simulate(...SMALL, '--store', store)).errors).toEqual([])
    const live = ['--people', '30', '--seed', '9', '--days', '2', '--start', '2026-05-04']
    const said = await simulate(...live, '--store', store, '--live', '--rate', '1000000', '--json')
    expect(said).toMatchObject({ errors: [], json: { store, out: null } })
    const { close, engine } = await openStore(parseStoreLocation(store))
    const found = await rows<{ month: number; days: number; early: number; people: number }>(engine, {
      sql: `SELECT toMonth(created_time) AS month, uniqExact(toDate(created_time)) AS days,
            uniqExact(user_id) AS people, countIf(last_updated_time < created_time) AS early
            FROM interactions FINAL GROUP BY month ORDER BY month`,
    })
    await close()
    expect(found.map(({ days, early, month }) => ({ days, early, month }))).toEqual([
      { month: 4, days: 8, early: 0 },
      { month: 5, days: 2, early: 0 },
    ])
    for (const { people } of found) expect(people).toBeGreaterThan(8)
  }, 60_000)

  test('refuses what makes no sense, with a reason', async () => {
    for (const [args, reason] of [
      [[], /--out <directory>/],
      [['--out', 'x', '--days', 'ten'], /--days is "ten"/],
      [['--out', 'x', '--start', '2026-13-01'], /--start is "2026-13-01"/],
      [['--out', 'x', '--live'], /--live goes into a store/],
      [['--store', 'x', '--rate', '0', '--live'], /--rate is "0"/],
      [['--store', 'x', '--fixture', 'tester', '--live'], /told at once/],
    ] as const) {
      const { code, errors } = await simulate(...args)
      expect(code).toBe(2)
      expect(errors.join()).toMatch(reason)
    }
  })
})
