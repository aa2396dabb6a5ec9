import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { Config } from './config.ts'

const shape = {
  time_zone: z.string().optional(),
  exclude: z.strictObject({ people: z.array(z.string()).default([]) }).optional(),
}

test('gives the parts that are asked for, and no others', () => {
  const config = Config.parse('debrief.yaml', 'time_zone: Europe/Zurich\nsources:\n  a: 1\n')
  expect(config.sections(shape)).toEqual({ time_zone: 'Europe/Zurich' })
})

test('tells every mistake of a part with its line', () => {
  const config = Config.parse(
    'debrief.yaml',
    'time_zone: 5\nexclude:\n  people: [a]\n  peeple: [b]\nsources:\n  - 1\n',
  )
  expect(() => config.sections(shape)).toThrow(
    /^debrief\.yaml:1: time_zone: .*\ndebrief\.yaml:4: there is no "peeple" here; there are people$/,
  )
})

test('tells what only its user can see', () => {
  const config = Config.parse('debrief.yaml', '\ntime_zone: Nowhere\n')
  expect(() =>
    config.sections(shape, ({ time_zone }, note) => note(['time_zone'], `${time_zone} is none`)),
  ).toThrow('debrief.yaml:2: time_zone: Nowhere is none')
})

test('refuses a part that there is not, whoever asks', () => {
  expect(() => Config.parse('debrief.yaml', 'timezone: UTC\n')).toThrow(
    /^debrief\.yaml:1: there is no "timezone" here; there are time_zone, /,
  )
})

test('is empty where there is no file, and refuses one that was named and cannot be read', () => {
  expect(Config.parse('debrief.yaml', '').sections(shape)).toEqual({})
  expect(() => Config.read('/nowhere/debrief.yaml')).toThrow(/^\/nowhere\/debrief\.yaml cannot be read: /)
})

test('knows the folder that its paths start from', () => {
  const folder = mkdtempSync(join(tmpdir(), 'debrief-'))
  writeFileSync(join(folder, 'debrief.yaml'), 'time_zone: UTC\n')
  expect(Config.read(join(folder, 'debrief.yaml')).folder).toBe(folder)
})
