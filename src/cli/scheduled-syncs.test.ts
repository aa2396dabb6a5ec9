import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveDataApi, store, type TestApi, TestStores } from '../../test/support/data-api.ts'
import { frugal } from '../../test/support/frugal-engine.ts'
import { record, recordsNumbered } from '../../test/support/records.ts'
import { afterThisTest } from '../../test/support/temporary.ts'
import { createKey, revokeKey } from '../api/credentials/keys.ts'
import { Config } from '../config/config.ts'
import type { Engine } from '../store/engine.ts'
import { readAlarms } from '../sync/alarms.ts'
import type { Clock } from '../sync/clock.ts'
import { readRuns } from '../sync/runs.ts'
import { addSyncMetrics } from '../sync/sync-telemetry.ts'
import { ScheduledSyncs } from './scheduled-syncs.ts'

/** Syncs by schedules, what is told of them, and what is seen of them: from a real Data API, with real mail. */

const stores = new TestStores()
let source: Engine
let target: Engine
let api: TestApi

beforeAll(async () => {
  source = frugal(await stores.open())
  target = frugal(await stores.open())
  await store(source, 'users', recordsNumbered('users', 3))
  api = await serveDataApi(source)
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

interface Mail {
  readonly to: string
  readonly text: string
}

/** A mail server that takes everything. */
async function mailServer(): Promise<{ readonly port: number; readonly mails: Mail[] }> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      done(password === 'mail secret' ? null : new Error('wrong'), { user: username }),
    onData: (stream, session, done) => {
      text(stream).then(all => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), text: all })
        done()
      })
    },
  })
  afterThisTest(() => new Promise<void>(resolve => server.close(resolve)))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.server.address() as AddressInfo).port, mails }
}

/** A webhook that remembers what it was told, and fails when it is told to. */
async function hook() {
  const told: { text: string; blocks?: unknown; details?: unknown }[] = []
  const state = { told, status: 200, address: '' }
  const server = createServer((request, response) => {
    text(request).then(body => {
      if (state.status === 200) told.push(JSON.parse(body))
      response.writeHead(state.status).end()
    })
  })
  afterThisTest(() => void server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  state.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`
  return state
}

/** Runs the schedule's syncs from one time to another, by a clock that waits for nothing. */
async function between(config: Config, from: string, until: string, lines: object[] = []): Promise<void> {
  let now = Date.parse(from)
  let ended: () => void = () => {}
  const end = new Promise<void>(resolve => {
    ended = resolve
  })
  const clock: Clock = {
    now: () => now,
    wait: async (ms, signal) => {
      if (signal?.aborted) throw signal.reason
      now += ms
      if (now <= Date.parse(until)) return
      ended()
      await new Promise((_, stopped) => signal?.addEventListener('abort', stopped))
    },
  }
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const syncs = await ScheduledSyncs.start({ engine: target, config, log, clock })
  await end
  await syncs.watch()
  await syncs.stop()
}

test('a schedule syncs, tells once of what is wrong, and of what is right again', async () => {
  const { key, id } = await createKey(source, 'scheduled', ['all'])
  const mail = await mailServer()
  const slack = await hook()
  const web = await hook()
  Object.assign(process.env, {
    SOURCE_KEY: key,
    SLACK: slack.address,
    WEB: web.address,
    SMTP_PASSWORD: 'mail secret',
  })
  const text = (lag: string): string => `
sources:
  company: { url: '${api.address}/export/v1/records', key: { env: SOURCE_KEY }, settle: 0s }
schedules:
  - { source: company, cron: '0 5 * * *', time_zone: Europe/Zurich, entities: [users, conversations] }
notify:
  lag: ${lag}
  channels:
    - slack: { env: SLACK }
    - webhook: { env: WEB }
    - mail: [ops@example.com]
mail: { host: 127.0.0.1, port: ${mail.port}, security: none, user: debrief, password: { env: SMTP_PASSWORD }, from: debrief@example.com }
`
  const config = Config.parse('debrief.yaml', text('30d'))
  const told = () => [slack.told.length, web.told.length, mail.mails.length]
  const lines: { msg: string; state?: string; cause?: string }[] = []
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()

  // The first time at once, then every day at five in Zurich.
  await between(config, day(-1.1), day(0.2), lines)
  const runs = await readRuns(target, 10)
  expect(runs.map(({ state, cause }) => [state, cause])).toEqual([
    ...Array.from({ length: runs.length - 1 }, () => ['complete', 'schedule']),
    ['complete', 'catch-up'],
  ])
  expect(runs.length).toBeGreaterThanOrEqual(2)
  expect(new Set(runs.slice(0, -1).map(({ started }) => clockIn('Europe/Zurich', started)))).toEqual(
    new Set(['05:00']),
  )
  expect(told()).toEqual([0, 0, 0])
  expect(lines.filter(({ msg }) => msg === 'a sync ended complete')).toHaveLength(runs.length)
  expect(lines[0]).toMatchObject({ msg: 'a sync begins', source: 'company', cause: 'catch-up' })

  // What nobody documented is told, once.
  await store(source, 'users', [
    // A source's clock shows whole seconds: what is stamped in the last one waits for the next sync.
    record('users', 'u9', { mood: '<fine>', last_updated_time: new Date(Date.now() - 2_000).toISOString() }),
  ])
  await between(config, day(1), day(2.1))
  expect(told()).toEqual([1, 1, 1])
  expect(slack.told[0]).toMatchObject({
    text: 'Debrief: something new in the records (company)',
    blocks: [
      { text: { text: '*Debrief: something new in the records (company)*' } },
      { text: { text: '• company: users: nobody documented the attribute mood (one record)' } },
    ],
  })
  expect(mail.mails[0]).toMatchObject({
    to: 'ops@example.com',
    text: expect.stringMatching(/Subject: Debrief: something new in the records \(company\)/),
  })

  // A key that is revoked is one problem however often it is met; who cannot be told is told later.
  await revokeKey(source, id)
  await api.close()
  api = await serveDataApi(source, { port: Number(new URL(api.address).port) })
  web.status = 500
  await between(config, day(2.9), day(5))
  expect(told()).toEqual([2, 1, 2])
  web.status = 200
  await between(config, day(5), day(6.1))
  expect(told()).toEqual([2, 2, 2])
  for (const { told } of [slack, web])
    expect(JSON.stringify(told[1])).toMatch(/2 problems.*users: \/export.*status 401/)

  // A lag is one, too.
  await between(Config.parse('debrief.yaml', text('3d')), day(6.1), day(7.2))
  expect(told()).toEqual([3, 3, 3])
  expect(slack.told[2]?.text).toBe('Debrief: 2 problems (company)')
  expect(JSON.stringify(slack.told[2])).toContain('more than 72 hours behind: complete until')
  expect((await readAlarms(target)).map(({ kind, entity }) => `${kind} ${entity}`).sort()).toEqual([
    'failure conversations',
    'failure users',
    'lag conversations',
    'lag users',
  ])
  process.env.SOURCE_KEY = (await createKey(source, 'another', ['all'])).key
  await between(config, day(7.2), day(8.3))
  expect(told()).toEqual([4, 4, 4])
  expect(slack.told.at(-1)?.text).toBe('Debrief: 4 recoveries (company)')
  expect(await readAlarms(target)).toEqual([])
  expect(JSON.stringify([slack.told, web.told, mail.mails, lines])).not.toMatch(/\/secret|mail secret/)

  const registry = new Registry()
  addSyncMetrics(
    registry,
    target,
    async () => () => 'company',
    () => Date.parse(day(20)),
  )
  const metrics = await registry.metrics()
  expect(metrics).toMatch(/^debrief_sync_runs_total\{source="company",state="complete"\} [4-9]$/m)
  expect(metrics).toMatch(/^debrief_sync_records_stored_total\{source="company",entity="users"\} 4$/m)
  expect(metrics).toMatch(/^debrief_sync_failures_total\{source="company",entity="users"\} [1-9]$/m)
  expect(metrics).toMatch(/^debrief_sync_lag_seconds\{source="company",entity="users"\} \d{6}/m)
}, 120_000)

const clockIn = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)

test('a schedule for a source that there is not is refused at the start', async () => {
  const config = Config.parse('debrief.yaml', 'schedules: [{ source: nobody, cron: "@daily" }]')
  const log = pino({ level: 'silent' })
  await expect(ScheduledSyncs.start({ engine: target, config, log })).rejects.toThrow(
    'There is no source "nobody"',
  )
})
