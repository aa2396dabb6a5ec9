import { describe, expect, test } from 'vitest'
import type { User } from '../schema/record.ts'
import { dayNumber } from './instants.ts'
import { plainName } from './names.ts'
import { DEPARTMENTS, peopleOf } from './people.ts'

const start = dayNumber('2026-08-01')

describe('people', () => {
  const many = peopleOf(3, 5_000, start)

  test('are told apart by id and e-mail address, even when they share a name', () => {
    expect(new Set(many.map(({ id }) => id)).size).toBe(many.length)
    expect(new Set(many.map(({ email }) => email)).size).toBe(many.length)
    expect(new Set(many.map(({ fullName }) => fullName)).size).toBeLessThan(many.length)
    for (const { email } of many) expect(email).toMatch(/^[a-z]+\.[a-z]+\d*@alderpeak\.example$/)
  })

  test('are as mixed in a company of 200 as in one of 5,000', () => {
    const habits = (size: number) => {
      const some = peopleOf(3, size, start)
      return ['power', 'habitual', 'occasional', 'lapsed', 'never'].map(
        habit => some.filter(person => person.habit === habit).length / size,
      )
    }
    expect(habits(200)).toEqual([0.09, 0.34, 0.3, 0.12, 0.15])
    expect(habits(5_000)).toEqual(habits(200))
    for (const department of DEPARTMENTS)
      expect(many.some(person => person.department === department)).toBe(true)
  })

  test('do not change when the company is larger', () => {
    expect(peopleOf(3, 50, start)).toEqual(many.slice(0, 50))
  })

  test('are known in several systems, none of which knows them twice or two of them by one id', () => {
    expect(new Set(many.map(({ employeeId }) => employeeId)).size).toBe(many.length)
    for (const { externalIdsText } of many) {
      const known: User['external_ids'] = JSON.parse(externalIdsText)
      const sources = (known ?? []).map(({ connector_name }) => connector_name)
      expect(new Set(sources).size).toBe(sources.length)
    }
    expect(many.filter(({ externalIdsText }) => externalIdsText === 'null').length).toBeGreaterThan(20)
  })

  test('have been used to the assistant before the start, or not at all', () => {
    for (const { first, habit, joins, latest } of many) {
      expect(first === null).toBe(latest === null)
      expect(first === null).toBe(habit === 'never' || joins > 0)
      if (first !== null && latest !== null) expect(first < latest && latest < start * 86_400_000).toBe(true)
    }
  })
})

test('names lose accents in addresses', () => {
  expect(['Élodie', 'Weiß', 'Yılmaz', 'Gonçalves', 'Íñigo'].map(plainName)).toEqual([
    'elodie',
    'weiss',
    'yilmaz',
    'goncalves',
    'inigo',
  ])
})
