import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyStore } from '../../test/support/empty-store.ts'
import { record } from '../../test/support/records.ts'
import { Config } from '../config/config.ts'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import { findEntity } from '../schema/entities.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { upsert } from '../store/upsert.ts'
import { metric } from './library.ts'
import { runMetric } from './run.ts'
import { metricSettings } from './settings.ts'

/** Half past eight to five in Zurich, where clocks go forward on 29 March 2026, and the Friday before Easter is free. */
const YAML = `
business_hours:
  days: [monday, tuesday, wednesday, thursday, friday]
  from: "08:30"
  to: "17:00"
  holidays: [2026-04-03]
  time_zone: Europe/Zurich
parameters:
  longest_answer_seconds: 1000000
`

/** When something was asked and answered (UTC), whether that was in business hours, and the minutes of them between. */
const ASKED: [asked: string, answered: string, where: 'in' | 'out', minutes: number][] = [
  // Friday before clocks go forward: business ends at 16:00 UTC.
  ['2026-03-27T07:29:00.000Z', '2026-03-27T07:40:00.000Z', 'out', 10],
  ['2026-03-27T07:30:00.000Z', '2026-03-27T07:40:00.000Z', 'in', 10],
  ['2026-03-27T15:50:00.000Z', '2026-03-27T16:30:00.000Z', 'in', 10],
  // Over the weekend, to a Monday whose business begins an hour earlier by UTC.
  ['2026-03-27T15:50:00.000Z', '2026-03-30T06:45:00.000Z', 'in', 10 + 15],
  // Asked and answered on the Saturday.
  ['2026-03-28T10:00:00.000Z', '2026-03-28T10:01:00.000Z', 'out', 0],
  // From Thursday over the holiday and the weekend to Monday.
  ['2026-04-02T14:00:00.000Z', '2026-04-06T07:30:00.000Z', 'in', 60 + 60],
  ['2026-04-03T10:00:00.000Z', '2026-04-03T11:00:00.000Z', 'out', 0],
]

let store: Store
const { parameters } = metricSettings(Config.parse('debrief.yaml', YAML))

beforeAll(async () => {
  store = await openStore(parseStoreLocation(emptyStore()))
  const splitter = new RecordSplitter()
  splitter.push(
    Buffer.from(
      JSON.stringify(
        ASKED.flatMap(([asked, answered], i) => [
          record('interactions', `q${i}`, {
            conversation_id: `c${i}`,
            created_time: asked,
            detail: { entity: `t${i}` },
          }),
          record('interactions', `a${i}`, {
            conversation_id: `c${i}`,
            created_time: answered,
            actor: 'bot',
            type: 'INTERACTION_TYPE_BOT_MESSAGE',
            parent_interaction_id: `q${i}`,
          }),
        ]),
      ),
    ),
  )
  splitter.end()
  expect((await upsert(store.engine, findEntity('interactions')!, splitter.take())).refused).toBe(0)
})

afterAll(() => store.close())

test('cut by business hours, and count the time in them alone, over weekends, holidays and changes of the clock', async () => {
  const { rows } = await runMetric(store.engine, metric('time_to_first_answer'), {
    from: '2026-03-01',
    to: '2026-05-01',
    by: ['topic', 'business_hours'],
    variant: 'business',
    order: 'name',
    parameters,
  })
  expect(rows.map(row => [row.business_hours, row.value])).toEqual(
    ASKED.map(([, , where, minutes]) => [where, minutes * 60]),
  )
})

test('are in the time zone that is asked for, when nobody says otherwise', async () => {
  const question = { from: '2026-03-27', to: '2026-03-28', by: ['business_hours'] }
  const { rows } = await runMetric(store.engine, metric('interactions'), {
    ...question,
    tz: 'America/New_York',
  })
  // Of eight things said on that day, those at 15:50 were said at 11:50 in New York, and one at 16:30.
  expect(rows).toEqual([
    { business_hours: 'out', value: 4 },
    { business_hours: 'in', value: 3 },
  ])
})

test.each([
  ['business_hours: {from: "17:00", to: "08:00"}', /business_hours\.from: from must be before to/],
  ['business_hours: {days: [mon]}', /business_hours\.days/],
  ['business_hours: {from: "8"}', /must be a time of the day in quotes/],
  ['business_hours: {holidays: [2026-02-30]}', /must be a day, such as 2026-12-25/],
  ['business_hours: {time_zone: Mars}', /"Mars" is not a time zone/],
])('%s is refused', (yaml, message) => {
  expect(() => metricSettings(Config.parse('debrief.yaml', yaml))).toThrow(message)
})
