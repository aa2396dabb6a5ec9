import { Command } from 'commander'
import { afterEach, expect, test, vi } from 'vitest'
import { DEFAULT_LIMITS } from '../api/limits/limits.ts'
import { limitsOf, withLimits } from './limit-options.ts'

afterEach(() => vi.unstubAllEnvs())

const parsed = (...args: string[]) =>
  limitsOf(
    withLimits(new Command('serve').exitOverride().configureOutput({ writeErr: () => {} }))
      .parse(['node', 'serve', ...args])
      .opts(),
  )

test('every limit has an option and a variable of the environment, and its default', () => {
  expect(parsed()).toEqual(DEFAULT_LIMITS)
  const options = withLimits(new Command()).options
  expect(options).toHaveLength(Object.keys(DEFAULT_LIMITS).length)
  for (const option of options) {
    expect(option.envVar).toBe(`DEBRIEF_${option.long!.slice(2).toUpperCase().replaceAll('-', '_')}`)
    vi.stubEnv(option.envVar!, '777')
  }
  for (const [limit, value] of Object.entries(parsed())) expect([777, 777_000], limit).toContain(value)
})

test('times are given in seconds, rates may be fractions, and the command line beats the environment', () => {
  vi.stubEnv('DEBRIEF_RATE', '7')
  expect(parsed('--rate', '0.5', '--response-seconds', '60', '--queue', '0')).toEqual({
    ...DEFAULT_LIMITS,
    requestRate: 0.5,
    responseMs: 60_000,
    queue: 0,
  })
})

test('what is no such number is refused', () => {
  for (const args of [
    ['--rate', '0'],
    ['--rate', '-1'],
    ['--burst', '1.5'],
    ['--burst', 'many'],
    ['--queries', '0'],
    ['--response-seconds', '99999999'],
    ['--url-length', '10'],
    ['--token-seconds', '1e9'],
  ])
    expect(() => parsed(...args), args.join(' ')).toThrow(/It must be a (whole )?number from/)
})
