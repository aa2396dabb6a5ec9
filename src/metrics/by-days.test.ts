import { expect, test } from 'vitest'
import { byDays } from './by-days.ts'

const [MARCH, APRIL] = [Date.UTC(2026, 2), Date.UTC(2026, 3)]
const told = (sql: string): string => byDays(sql, MARCH, APRIL)

const FROM = "{from:DateTime64(3, 'UTC')}"
const TO = "{to:DateTime64(3, 'UTC')}"

test('a condition on the time of facts says the days, too, and one that reckons is left alone', () => {
  expect(told(`FROM turn_facts AS t WHERE NOT t.time < ${TO}`)).toBe(
    `FROM turn_facts AS t WHERE NOT (t.time < ${TO} AND indexHint(toDate(t.time) <= toDate(${TO}) + 1))`,
  )
  expect(told(`FROM turn_facts WHERE time >= ${FROM}`)).toBe(
    `FROM turn_facts WHERE (time >= ${FROM} AND indexHint(toDate(time) >= toDate(${FROM}) - 1))`,
  )
  for (const sql of [
    `FROM turn_facts WHERE time >= ${FROM} - toIntervalDay(7) AND refused_time < ${TO}`,
    `FROM interactions WHERE time >= ${FROM}`,
  ])
    expect(told(sql)).toBe(sql)
})

test('days that the engine does not have are not said', () => {
  const sql = `FROM turn_facts WHERE time >= ${FROM} AND time < ${TO}`
  expect(byDays(sql, MARCH, APRIL)).not.toBe(sql)
  expect(byDays(sql, Date.UTC(1970, 0), APRIL)).toBe(sql)
  expect(byDays(sql, MARCH, Date.UTC(2200, 0))).toBe(sql)
})
