import { expect, test } from 'vitest'
import { entityNames } from '../../schema/entities.ts'
import { covers, mayRead, mayWrite, SCOPES } from './scopes.ts'

test('there is a scope for each entity, for all of them, and the same for writing', () => {
  expect(SCOPES).toEqual([
    'all',
    'users',
    'conversations',
    'interactions',
    'plugin-calls',
    'plugin-resources',
    'write',
    'write:users',
    'write:conversations',
    'write:interactions',
    'write:plugin-calls',
    'write:plugin-resources',
  ])
})

test('a scope allows its own entity, and the general one every one; reading is not writing', () => {
  for (const entity of entityNames) {
    expect(SCOPES.filter(scope => mayRead([scope], entity))).toEqual(['all', entity])
    expect(SCOPES.filter(scope => mayWrite([scope], entity))).toEqual(['write', `write:${entity}`])
    expect([mayRead([], entity), mayWrite([], entity)]).toEqual([false, false])
  }
})

test('scopes cover what they allow, and nothing else', () => {
  const covered = (scope: string): string[] => SCOPES.filter(each => covers([scope], each))
  expect(covered('all')).toEqual(['all', ...entityNames])
  expect(covered('write')).toEqual(['write', ...entityNames.map(name => `write:${name}`)])
  for (const scope of [...entityNames, ...entityNames.map(name => `write:${name}`)])
    expect(covered(scope)).toEqual([scope])
  // Each of them together is not "all": there may be more of them one day.
  expect(covers(entityNames, 'all')).toBe(false)
})
