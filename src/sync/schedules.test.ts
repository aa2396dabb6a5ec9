import { expect, test } from 'vitest'
import { Config } from '../config/config.ts'
import type { Clock } from './clock.ts'
import { Scheduler, type SchedulerOptions } from './scheduler.ts'
import { Schedule, schedulesOf } from './schedules.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const at = (text: string): number => Date.parse(text)
const parse = (text: string) => schedulesOf(Config.parse('debrief.yaml', text))

test('a schedule has a source, times in a zone, and entities in the order of the schema', () => {
  const [first, second] = parse(`
time_zone: Europe/Zurich
schedules:
  - { source: a, cron: '30 5 * * *' }
  - { source: b, cron: '@hourly', time_zone: UTC, entities: [interactions, users] }
`)
  expect(first).toMatchObject({ source: 'a', timeZone: 'Europe/Zurich' })
  expect(first!.entities).toHaveLength(5)
  expect(first!.next(at('2026-07-01T12:00:00Z'))).toBe(at('2026-07-02T03:30:00Z'))
  expect(first!.last(at('2026-12-01T04:30:00Z'))).toBe(at('2026-12-01T04:30:00Z'))
  expect(first!.last(at('2026-12-01T04:29:59Z'))).toBe(at('2026-11-30T04:30:00Z'))
  expect(second!.entities.map(({ name }) => name)).toEqual(['users', 'interactions'])
})

test('mistakes are told with their lines', () => {
  const mistakes = () =>
    parse(`
schedules:
  - { source: a, cron: '61 * * * *' }
  - { source: a, cron: '0 0 30 2 *' }
  - { source: a, cron: '* * * * * *', time_zone: Europe/Zurich }
  - { source: a, cron: '0 5 * * *', time_zone: Mars/Olympus }
`)
  expect(mistakes).toThrow(
    /^debrief\.yaml:3: .*"61 \* \* \* \*" is no cron expression.*\ndebrief\.yaml:4: .*never comes\ndebrief\.yaml:5: .*exactly 5 parts.*\ndebrief\.yaml:6: .*"Mars\/Olympus" is not a time zone/,
  )
  expect(() => parse('schedules:\n  - { source: a, cron: "@daily", entity: users }')).toThrow(
    'debrief.yaml:2: there is no "entity" here; there are source, cron, time_zone, entities',
  )
})

/** A clock whose time goes on only when everybody waits. It ends the scheduler when a time has come. */
function watched(
  schedules: readonly Schedule[],
  from: string,
  until: string,
  lastRun: SchedulerOptions['lastRun'],
  takes = 0,
): Promise<[string, string, string][]> {
  let now = at(from)
  const done: [string, string, string][] = []
  return new Promise(resolve => {
    const clock: Clock = {
      now: () => now,
      wait: async () => {
        now += MINUTE / 2
        if (now > at(until)) {
          void scheduler.stop()
          resolve(done)
        }
      },
    }
    const scheduler = new Scheduler({
      schedules,
      clock,
      lastRun,
      run: async ({ source }, cause) => {
        done.push([source, cause, new Date(now).toISOString().slice(0, 16)])
        now += takes
      },
      onError: () => {},
    })
    scheduler.start()
  })
}

test('what was missed is caught up once at the start, and then everything runs in its time', async () => {
  const daily = new Schedule('a', '30 5 * * *')
  const never = await watched([daily], '2026-11-01T12:00Z', '2026-11-03T06:00Z', async () => undefined)
  expect(never).toEqual([
    ['a', 'catch-up', '2026-11-01T12:00'],
    ['a', 'schedule', '2026-11-02T05:30'],
    ['a', 'schedule', '2026-11-03T05:30'],
  ])
  const done = await watched([daily], '2026-11-01T12:00Z', '2026-11-02T06:00Z', async () =>
    at('2026-11-01T05:30:00Z'),
  )
  expect(done).toEqual([['a', 'schedule', '2026-11-02T05:30']])
})

test('a run that takes longer than its time leaves out what it missed', async () => {
  const hourly = new Schedule('a', '0 * * * *')
  const done = await watched(
    [hourly],
    '2026-11-01T00:30Z',
    '2026-11-01T06:30Z',
    async () => at('2026-11-01T00:00:00Z'),
    2.5 * HOUR,
  )
  expect(done.map(([, , time]) => time)).toEqual(['2026-11-01T01:00', '2026-11-01T04:00'])
})

test('two schedules of one source follow one another', async () => {
  let running = 0
  let most = 0
  let runs = 0
  const scheduler = new Scheduler({
    schedules: [
      new Schedule('a', '0 * * * *'),
      new Schedule('a', '30 * * * *'),
      new Schedule('b', '0 5 * * *'),
    ],
    lastRun: async () => undefined,
    run: async ({ source }) => {
      if (source !== 'a') return
      most = Math.max(most, ++running)
      await new Promise(resolve => setImmediate(resolve))
      running--
      runs++
    },
    onError: () => {},
  })
  scheduler.start()
  while (runs < 2) await new Promise(resolve => setImmediate(resolve))
  await scheduler.stop()
  expect(most).toBe(1)
})
