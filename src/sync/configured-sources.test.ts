import { expect, test } from 'vitest'
import { Config } from '../config/config.ts'
import { configuredSources } from './configured-sources.ts'

const parse = (text: string) => configuredSources(Config.parse('/etc/debrief/debrief.yaml', text))

test('a source has an address, a reference to its credential, and settings', () => {
  const [moveworks, other] = parse(`
sources:
  moveworks:
    region: eu
    key: { env: MOVEWORKS_KEY }
    rate: 5
    look_back: 72h
    policies: { users: stop, interactions: { values: accept } }
  other:
    url: https://data.example.com/export/v1/records/
    client_id: abc
    client_secret: { file: secrets/other }
    policies: accept
`)
  expect(moveworks).toMatchObject({
    name: 'moveworks',
    url: 'https://api.am-eu-central.moveworks.ai/export/v1/records',
    credential: { kind: 'key', key: { env: 'MOVEWORKS_KEY' } },
    settings: { rate: 5, lookBackMs: 72 * 3_600_000 },
    origin: 'file',
  })
  expect(moveworks!.settings.policies).toMatchObject({
    users: { attributes: 'stop', values: 'stop', refused: 'stop' },
    interactions: { attributes: 'warn', values: 'accept', refused: 'warn' },
    conversations: { attributes: 'warn', values: 'warn', refused: 'warn' },
  })
  expect(other).toMatchObject({
    url: 'https://data.example.com/export/v1/records',
    credential: { kind: 'oauth', clientId: 'abc', clientSecret: { file: '/etc/debrief/secrets/other' } },
  })
  expect(other!.settings.policies?.users).toEqual({
    attributes: 'accept',
    values: 'accept',
    refused: 'accept',
  })
})

test('mistakes are told with their lines, and secrets are not written in the file', () => {
  const mistakes = (text: string) => {
    try {
      parse(`sources:\n${text}`)
      return 'none'
    } catch (error) {
      return (error as Error).message.replaceAll('/etc/debrief/debrief.yaml:', '')
    }
  }
  expect(
    mistakes('  a: { key: { env: K } }\n  b: { region: us, url: https://x.example, key: { env: K } }'),
  ).toBe(
    '2: sources.a: say where it is: url or region, one of them\n3: sources.b: say where it is: url or region, one of them',
  )
  expect(mistakes('  a:\n    region: mars\n    key: aB3-secret')).toMatch(
    /^3: sources\.a\.region: .*"us".*\n4: sources\.a\.key: a secret is not written here but where it is: \{ env: VARIABLE \} or \{ file: path \}$/,
  )
  expect(mistakes('  a: { region: us }')).toContain('say where its credential is: key, or client_id with')
  expect(mistakes('  a: { region: us, key: { env: K }, policies: { users: halt } }')).toMatch(
    /policies.*it must be accept, warn, stop/,
  )
  expect(mistakes('  a: { region: us, key: { env: K }, look_back: 2 days }')).toContain(
    '"2 days" is no length of time; write one such as',
  )
})
