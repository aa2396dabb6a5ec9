import { expect, it } from 'vitest'
import { match } from './match.ts'

it('fills what a path holds into its pattern', () => {
  expect(match('/', '/')).toEqual({})
  expect(match('/conversations/:id', '/conversations/a%2Fb')).toEqual({ id: 'a/b' })
  for (const path of ['/conversations', '/conversations/a/b', '/metrics/a', '/conversations/%'])
    expect(match('/conversations/:id', path), path).toBeNull()
})
