import { expect, test } from 'vitest'
import { byDays } from './by-days.ts'

const FROM = "{from:DateTime64(3, 'UTC')}"
const TO = "{to:DateTime64(3, 'UTC')}"

test('a condition on the time of facts says the days, too, and one that reckons is left alone', () => {
  expect(byDays(`FROM turn_facts AS t WHERE NOT t.time < ${TO}`)).toBe(
    `FROM turn_facts AS t WHERE NOT (t.time < ${TO} AND toDate(t.time) <= toDate(${TO}) + 1)`,
  )
  expect(byDays(`FROM turn_facts WHERE time >= ${FROM}`)).toBe(
    `FROM turn_facts WHERE (time >= ${FROM} AND toDate(time) >= toDate(${FROM}) - 1)`,
  )
  for (const sql of [
    `FROM turn_facts WHERE time >= ${FROM} - toIntervalDay(7) AND refused_time < ${TO}`,
    `FROM interactions WHERE time >= ${FROM}`,
  ])
    expect(byDays(sql)).toBe(sql)
})
