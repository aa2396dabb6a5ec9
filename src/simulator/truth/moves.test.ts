import { expect, test } from 'vitest'
import { Company } from '../company.ts'
import { DAY, dayNumber } from '../instants.ts'
import { Ledger } from './ledger.ts'
import type { TruthDay } from './truth.ts'
import { Truth } from './truth.ts'

test('in a conversation that goes on after a move people count where they are then', () => {
  const start = dayNumber('2026-03-02')
  const truth = new Truth(1, start, 2)
  const [person] = new Company(1, 1, start).people
  const { department } = person!
  const midnight = (start + 1) * DAY
  truth.willMove(person!, midnight, 'Elsewhere', 'Gardener')
  truth.willMove(person!, midnight + DAY, 'Nowhere', 'Gardener')
  const ledger = new Ledger(truth, person!, 'c1', midnight - 60_000)
  ledger.interaction(midnight - 60_000)
  ledger.interaction(midnight)
  ledger.interaction(midnight + 1_000)
  truth.closeDay(start, [person!], () => true)
  Object.assign(person!, { department: 'Elsewhere', role: 'Gardener' })
  truth.moved(person!)
  ledger.close()
  truth.closeDay(start + 1, [person!], () => true)

  const days = [...truth.finishedDays(start + 1, true)]
  const by = (day: TruthDay, measure: string): unknown => day.measures[measure]?.department
  expect(days.map(day => by(day, 'interactions'))).toEqual([{ [department]: 1 }, { Elsewhere: 2 }])
  expect(days.map(day => by(day, 'conversations_active'))).toEqual([{ [department]: 1 }, { Elsewhere: 1 }])
  expect(days.map(day => by(day, 'users_known'))).toEqual([{ [department]: 1 }, { Elsewhere: 1 }])
})
