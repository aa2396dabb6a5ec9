import { describe, expect, test } from 'vitest'
import { parseRule } from './rule.ts'
import { publishedCases } from './testing/published-cases.ts'

interface Case {
  readonly rule: string
  readonly input: string
  readonly failAt?: number
  readonly name: string
}

const text = publishedCases('abnf-cases.json')
const cases: Case[] = text ? JSON.parse(text) : []
// Headers are the server's business, not the language's.
const headers = new Set(['header', 'maxpagesizePreference', 'prefer', 'preference'])

describe.skipIf(!text)('the OASIS cases (skipped where they are not beside the project)', () => {
  for (const { rule, input, failAt, name } of cases.filter(c => !headers.has(c.rule)))
    test(`${rule} ${input} (${name})`, () => {
      const result = parseRule(rule, input)
      if (failAt === undefined) expect(result).toEqual({ kind: 'ok' })
      else expect(result).toMatchObject({ kind: 'failed', position: failAt })
    })

  test('leave out nothing but headers', () => {
    for (const { rule, input } of cases.filter(c => headers.has(c.rule)))
      expect(parseRule(rule, input)).toEqual({ kind: 'unsupported', what: `the rule ${rule}` })
    expect(cases.length).toBeGreaterThan(240)
  })
})
