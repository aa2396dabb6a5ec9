import { describe, expect, test } from 'vitest'
import { findEntity } from '../schema/entities.ts'
import { compileKey, dataService, modelOf, parseKey } from './index.ts'

const users = modelOf(findEntity('users')!)

describe('key predicates', () => {
  test('give the key', () => {
    expect(parseKey("('a''b-_')", users)).toBe("a'b-_")
    expect(parseKey("(id='18446744073709551615')", users)).toBe('18446744073709551615')
    const condition = { where: 'id = {p0:String}', params: { p0: 'x' } }
    expect(compileKey(users, 'x')).toEqual({ ...condition, from: '' })
    expect(compileKey(dataService.sets.get('users')!, 'x')).toEqual({ ...condition, from: 'users FINAL' })
  })

  test('may be parameter aliases', () => {
    const aliases = new Map([
      ['@k', "'a/b'"],
      ['@n', '5'],
    ])
    expect(parseKey('(@k)', users, aliases)).toBe('a/b')
    expect(parseKey('(id=@k)', users, aliases)).toBe('a/b')
    expect(() => parseKey('(@n)', users, aliases)).toThrow("write '5' in single quotes (at position 0 of @n)")
    expect(() => parseKey('(@missing)', users, aliases)).toThrow('expected a key in single quotes')
  })

  const mistakes: [text: string, message: string][] = [
    ['(5)', "the key of users is text; write '5' in single quotes (at position 1 of the key)"],
    ["(email='a')", 'the key of users is "id", not "email"'],
    ["('a'", 'expected ")"'],
    ['()', 'expected a key in single quotes'],
    ["('a')x", '"x" does not belong here'],
  ]
  for (const [text, message] of mistakes)
    test(text, () => expect(() => parseKey(text, users)).toThrow(message))
})
