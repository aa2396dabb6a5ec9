import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createKey } from '../src/api/credentials/keys.ts'
import { silentOutput } from '../src/cli/output.ts'
import { run } from '../src/cli/program.ts'
import { faults } from '../src/faults/index.ts'
import type { Engine } from '../src/store/engine.ts'
import { parseStoreLocation } from '../src/store/location.ts'
import { openStore } from '../src/store/open-store.ts'
import type { Verdict } from '../src/verify/verify.ts'
import { debrief, debriefJson, expectSentence, start } from './support/command.ts'
import { store } from './support/data-api.ts'
import { recordsNumbered } from './support/records.ts'
import { afterThisTest, temporaryDirectory } from './support/temporary.ts'

/** The whole way on the command line: a store, a server that misbehaves on it, a copy, a verdict. */

/** So many that nearly every bucket is suspect when a copy is empty. */
const RECORDS = recordsNumbered('conversations', 3000)

async function withStore<T>(place: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const opened = await openStore(parseStoreLocation(place))
  try {
    return await work(opened.engine)
  } finally {
    await opened.close()
  }
}

test('a server misbehaves by a plan, tells what it did, and verify says what a copy lacks', async () => {
  const directory = temporaryDirectory()
  const data = join(directory, 'data')
  const plan = join(directory, 'plan.yaml')
  writeFileSync(
    plan,
    'clock: { start: -1d }\nfaults: [{ fault: too-many-requests, share: 1, times: 2 }, { fault: moving-horizon }]\n',
  )
  const source = await openStore(parseStoreLocation(`${data}?database=source`))
  afterThisTest(() => source.close())
  await store(source.engine, 'conversations', RECORDS)
  const { key } = await createKey(source.engine, 'copy', ['all'])

  const server = start([
    'serve',
    '--store',
    `${data}?database=source`,
    '--faults',
    plan,
    '--port',
    '0',
    '--json',
  ])
  const served = JSON.parse(await server.line()) as { api: string; truth: string }
  expect(served.truth).toBe(`${data}?database=source_shown`)
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) {
    const answer = await fetch(`${served.api}/conversations`, { headers: { authorization: key } })
    statuses.push(answer.status)
    await answer.text()
  }
  expect(statuses).toEqual([429, 429, 200])
  const clock = (body: object): Promise<Response> =>
    fetch(new URL('/faults/clock', served.api), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  expect((await clock({ advance: 'soon' })).status).toBe(400)
  expect(await (await fetch(new URL('/faults', served.api))).json()).toMatchObject({
    clock: expect.stringMatching(/^2026-08-01T06:0/),
    next: '2026-08-02T06:02:51.061Z',
    faults: [{ fault: 'too-many-requests', seen: 3, struck: 2 }],
  })
  expect(await (await clock({ to: 'end' })).json()).toMatchObject({ next: null })
  const shown = async (): Promise<string> =>
    (await fetch(`${served.api}/conversations/$count`, { headers: { authorization: key } })).text()
  expect(await shown()).toBe('3000')
  await clock({ advance: '31d' })
  expect(await shown()).toBe('0')

  const verify = ['verify', '--source-store', served.truth, '--store', `${data}?database=copy`]
  const verdict = await debriefJson<Verdict>([...verify, '--entity', 'conversations', '--limit', '1'], {
    code: 1,
  })
  expect(verdict).toMatchObject({
    equal: false,
    entities: [{ entity: 'conversations', source: 3000, store: 0, differences: { missing: 3000 } }],
  })
  expect(verdict.entities[0]!.examples).toHaveLength(1)
  await withStore(`${data}?database=copy`, engine => store(engine, 'conversations', RECORDS))
  expect(await debriefJson<Verdict>(verify)).toMatchObject({ equal: true })
  expect((await server.stop()).code).toBe(0)
})

test('stores in two directories are compared, and a difference ends with exit code 1', async () => {
  const directory = temporaryDirectory()
  const [one, other] = [join(directory, 'one'), join(directory, 'other')]
  await withStore(one, engine => store(engine, 'conversations', RECORDS))
  await withStore(other, engine =>
    store(
      engine,
      'conversations',
      RECORDS.map((one, n) => (n === 7 ? { ...one, route: 'Ticket' } : one)).slice(1),
    ),
  )
  const ended = await debrief(['verify', '--source-store', one, '--store', other])
  expect(ended.code).toBe(1)
  expect(ended.stdout).toMatch(/conversations +3,000 +2,999 +2,998 +1 +1$/m)
  expect(ended.stdout).toMatch(/conversations +missing +c00000 /)
  expect(ended.stdout).toMatch(/conversations +different +c00007 .* route$/m)
  expectSentence(ended, /does not have exactly the records of its source/)
})

/** Runs a command in this process. */
async function inProcess(
  ...args: string[]
): Promise<{ code: number; printed: string; json: unknown; failed: string }> {
  const told = { printed: '', json: undefined as unknown, failed: '' }
  const code = await run(args, {
    ...silentOutput,
    print: text => {
      told.printed += `${text}\n`
    },
    json: value => {
      told.json = value
    },
    fail: error => {
      told.failed = String((error as Error).message)
    },
  })
  return { code, ...told }
}

test('what is asked for wrongly is told in a sentence', async () => {
  const directory = temporaryDirectory()
  const plan = join(directory, 'plan.yaml')
  writeFileSync(plan, 'faults:\n  - fault: gremlins\n')
  const wrong = await inProcess('serve', '--store', join(directory, 'data'), '--faults', plan)
  expect(wrong.code).toBe(2)
  expect(wrong.failed).toMatch(
    /plan\.yaml:2: faults\.0\.fault: there is no fault "gremlins"; there are too-many-requests,/,
  )
  expect(await inProcess('serve', '--faults', 'gremlins')).toMatchObject({
    code: 2,
    failed: expect.stringMatching(/There is no plan/),
  })
  expect(await inProcess('verify', '--source-store', 'x', '--store', 'y', '--limit', 'all')).toMatchObject({
    code: 2,
    failed: '--limit is "all"; it must be a whole number from 0 to 10000.',
  })
})

test('faults and plans are listed', async () => {
  const { json } = await inProcess('faults', '--json')
  const listed = json as { plans: { plan: string }[]; faults: { fault: string; parameters: object[] }[] }
  expect(listed.faults.map(({ fault }) => fault)).toEqual(faults.map(({ name }) => name))
  expect(listed.plans.map(({ plan }) => plan)).toEqual(expect.arrayContaining(['mild', 'bad-week', 'hell']))
  expect(listed.faults.find(({ fault }) => fault === 'stall')!.parameters).toEqual([
    { name: 'time', meaning: 'how long nothing comes, in real time', default: '30s' },
  ])
  expect((await inProcess('faults')).printed).toMatch(/^too-many-requests +Requests are refused/m)
})
