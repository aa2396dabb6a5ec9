import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Command } from 'commander'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { debrief, debriefJson, expectSentence, shell } from '../../test/support/command.ts'
import { record, recordsNumbered } from '../../test/support/records.ts'
import { temporaryDirectory } from '../../test/support/temporary.ts'
import { errorText, silentOutput } from './output.ts'
import { program, run } from './program.ts'

/** The built command in processes of its own, as people and scripts run it. */

const files = temporaryDirectory()
const STORE = join(temporaryDirectory(), 'data')
const inStore = ['--store', STORE]

function file(name: string, content: string | Buffer): string {
  const path = join(files, name)
  writeFileSync(path, content)
  return path
}

/** Every command and subcommand, with the words that call it. */
function commandLines(command: Command, words: string[] = []): [string[], Command][] {
  return command.commands.flatMap(child => {
    const name = [...words, child.name()]
    return [[name, child] as [string[], Command], ...commandLines(child, name)]
  })
}

beforeAll(async () => {
  const conversations = recordsNumbered('conversations', 3)
  const counts = await debriefJson(['import', 'conversations', '-', ...inStore], {
    input: JSON.stringify(conversations),
  })
  expect(counts).toEqual({ entity: 'conversations', read: 3, new: 3, changed: 0, unchanged: 0, refused: 0 })
})

describe('help', () => {
  test('of every command has examples that begin with the command, and options that exist', async () => {
    const all = commandLines(await program(silentOutput))
    expect(all.map(([words]) => words.join(' '))).toEqual([
      'serve',
      'demo',
      'import',
      'source',
      'source add',
      'source list',
      'source test',
      'source remove',
      'sync',
      'ledger',
      'config',
      'config check',
      'verify',
      'simulate',
      'metrics',
      'metrics list',
      'metrics show',
      'metrics run',
      'metrics explain',
      'metrics compare',
      'metrics reconcile',
      'metrics check',
      'metrics views',
      'metrics parameters',
      'dashboards',
      'dashboards list',
      'dashboards check',
      'facts',
      'facts status',
      'facts refresh',
      'facts rebuild',
      'people',
      'people import',
      'people list',
      'people show',
      'people attributes',
      'keys',
      'keys create',
      'keys list',
      'keys rotate',
      'keys revoke',
      'users',
      'users add',
      'users list',
      'users role',
      'users reset',
      'users disable',
      'users enable',
      'users remove',
      'users log',
      'quarantine',
      'quarantine list',
      'quarantine retry',
      'access-log',
      'odata',
      'odata parse',
      'odata explain',
      'faults',
    ])
    for (const [words, command] of all) {
      let help = ''
      command.configureOutput({
        writeOut: text => {
          help += text
        },
      })
      command.outputHelp()
      const examples = help
        .slice(help.indexOf('\nExamples:\n'))
        .split('\n')
        .filter(line => line.includes('debrief '))
      expect(examples.length, words.join(' ')).toBeGreaterThan(0)
      expect(examples[0], words.join(' ')).toContain(`debrief ${words.join(' ')}`)
      if (command.commands.length > 0) continue
      const known = command.options.map(option => option.long)
      for (const option of examples.join('\n').match(/--[a-z-]+/g) ?? [])
        expect([...known, '--help'], `${words.join(' ')} ${option}`).toContain(option)
    }
  })

  test('goes to standard output and is no failure; no command at all is', async () => {
    expect(await debrief(['keys', 'create', '--help'])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('Examples:'),
    })
    const version = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
    expect(await debrief(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` })
    expect(await debrief([])).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('a wrong command line ends with 2 and a sentence, and makes no store', () => {
  const place = join(temporaryDirectory(), 'never')
  const period = ['--from', '2026-08-01', '--to', '2026-09-01']
  const wrong: [string[], RegExp][] = [
    [['conquer'], /unknown command 'conquer'/],
    [['import', 'people', 'x.json'], /"people" is not an entity; there are users, conversations/],
    [['import', 'users'], /missing required argument 'file'/],
    [['serve', '--port', '70000'], /must be a whole number from 0 to 65535/],
    [['serve', '--public-url', 'data.example.com'], /It must be a URL, such as/],
    [['serve', '--store', 'postgres://x/y'], /neither a directory nor an http\(s\) URL/],
    [['serve', '--store', './x?table=y'], /unknown option "table"/],
    [['keys', 'create', '--name', 'x'], /required option '--scope <scope...>' not specified/],
    [
      ['keys', 'create', '--name', 'x', '--scope', 'salaries'],
      /"salaries" is not a scope; there are all, users/,
    ],
    [['metrics', 'run', 'joy', ...period], /There is no metric "joy"; there are active_users/],
    [
      ['metrics', 'run', 'conversations', '--from', 'May', '--to', 'June'],
      /from is "May"; it must be a date/,
    ],
    [
      ['metrics', 'run', 'conversations', ...period, '--by', 'shoe'],
      /cannot be cut by "shoe"; it can be cut by route/,
    ],
    [
      ['metrics', 'run', 'conversations', ...period, '--where', 'route=DM', 'route!=DM'],
      /--where names route twice; put its values together/,
    ],
    [
      ['metrics', 'run', 'conversations', ...period, '--grain', 'eon'],
      /Allowed choices are day, week, month/,
    ],
    [['sync', '--source', 'http://127.0.0.1:9/x'], /--key-env is missing: it names the environment variable/],
    [
      ['sync', '--source', 'nowhere', '--key-env', 'HOME'],
      /--key-env goes with a URL, such as .*, and "nowhere" is none/,
    ],
    [
      ['sync', '--source', 'http://127.0.0.1:9/x', '--key-env', 'NO_KEY'],
      /NO_KEY is not set: it must hold the key/,
    ],
    [['quarantine', '--limit', 'some'], /--limit is "some"; it must be a whole number/],
    [['demo', '--store', 'http://127.0.0.1:8123/x'], /The demo needs a directory/],
  ]
  for (const [args, message] of wrong)
    test(`debrief ${args.join(' ')}`, async () => {
      // In this process, for the sake of time; the next test sees to it that processes do the same.
      const told: string[] = []
      const printed: unknown[] = []
      const output = {
        ...silentOutput,
        print: (text: string) => printed.push(text),
        json: (value: unknown) => printed.push(value),
        note: (text: string) => told.push(text),
        fail: (error: unknown) => told.push(errorText(error)),
      }
      vi.stubEnv('DEBRIEF_STORE', place)
      const code = await run(args, output).finally(() => vi.unstubAllEnvs())
      expect({ code, printed }).toEqual({ code: 2, printed: [] })
      expectSentence({ stderr: told.join('\n') }, message)
      expect(existsSync(place)).toBe(false)
    })

  test('in a process of its own too', async () => {
    for (const [args, message] of [wrong[0]!, wrong[1]!]) {
      const ended = await debrief(args)
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expectSentence(ended, message)
    }
  })

  test('DEBRIEF_LOG=loud', async () => {
    const ended = await debrief(['serve', '--port', '0'], {
      env: { DEBRIEF_STORE: STORE, DEBRIEF_LOG: 'loud' },
    })
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expectSentence(ended, /DEBRIEF_LOG is "loud"; it must be one of trace, debug, info/)
  })
})

describe('import', () => {
  test('reads several files, plain, gzip and from standard input, and adds their counts up', async () => {
    const one = file('one.json', JSON.stringify({ value: [record('users', 'u1')] }))
    const two = file('two.ndjson.gz', gzipSync(JSON.stringify(record('users', 'u2'))))
    const counts = await debriefJson(['import', 'users', one, two, '-', ...inStore], {
      input: JSON.stringify([record('users', 'u3'), record('users', 'u1')]),
    })
    expect(counts).toEqual({ entity: 'users', read: 4, new: 3, changed: 0, unchanged: 1, refused: 0 })
  })

  test('stores what comes through a pipe, batch after batch', async () => {
    const content = 'x'.repeat(4000)
    const lines = recordsNumbered('interactions', 6000, { detail: { content } }).map(
      one => `${JSON.stringify(one)}\n`,
    )
    const counts = await debriefJson(['import', 'interactions', '-', ...inStore], { input: lines.join('') })
    expect(counts).toMatchObject({ read: 6000, new: 6000, refused: 0 })
  })

  test('of files leaves alone what waits on standard input, as in a loop of a shell', async () => {
    file('loop1.json', JSON.stringify(record('users', 'loop1')))
    file('loop2.json', JSON.stringify(record('users', 'loop2')))
    const loop = `while read name; do debrief import users ${files}/$name --store ${STORE}; done`
    const ended = await shell(loop, { input: 'loop1.json\nloop2.json\n' })
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: 'users: 1 read, 1 new, 0 changed, 0 unchanged, 0 refused\n'.repeat(2),
      stderr: '',
    })
  })

  test('ends with 1 when records were refused; the others are stored, and it says how to see why', async () => {
    const mixed = file('mixed.json', JSON.stringify([record('users', 'u4'), { id: 'u5' }]))
    const ended = await debrief(['import', 'users', mixed, '--json', ...inStore])
    expect(ended.code).toBe(1)
    expect(JSON.parse(ended.stdout)).toEqual({
      entity: 'users',
      read: 2,
      new: 1,
      changed: 0,
      unchanged: 0,
      refused: 1,
    })
    expectSentence(
      ended,
      /1 records? (was|were) refused and (is|are) in quarantine. Why: debrief quarantine users/,
    )
    const [refused] = await debriefJson<Record<string, string>[]>([
      'quarantine',
      'users',
      '--limit',
      '1',
      ...inStore,
    ])
    expect(refused).toEqual({
      entity: 'users',
      reason: 'access_to_bot is missing or null',
      refused_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      record: '{"id":"u5"}',
    })
    expect((await debrief(['quarantine', ...inStore])).stdout).toMatch(
      /^refused\s+entity\s+reason\s+record\n.*users/,
    )
  })

  test('ends with 1 for a file that cannot be read, in a sentence that names it, and goes on with the next', async () => {
    mkdirSync(join(files, 'folder'))
    const whole = file('whole.json', JSON.stringify([record('users', 'u6')]))
    const unreadable: [string, RegExp][] = [
      [join(files, 'none.json'), /none\.json: there is no such file or folder\.$/m],
      [join(files, 'folder'), /folder: it is a folder, not a file\.$/m],
      [
        file('cut.json', '[{"id":"u7"'),
        /cut\.json: The input ends after 11 bytes, in the middle of record 1: it was cut off. Nothing was stored\.$/m,
      ],
      [file('page.html', '<html>'), /page\.html: Byte 0 of the input is "<".* Nothing was stored\.$/m],
      [file('cut.gz', gzipSync('[]').subarray(0, 12)), /cut\.gz: The gzip data is cut off or damaged/],
    ]
    const ended = await debrief([
      'import',
      'users',
      ...unreadable.map(([path]) => path),
      whole,
      '--json',
      ...inStore,
    ])
    expect(ended.code).toBe(1)
    expect(JSON.parse(ended.stdout)).toMatchObject({ read: 1, new: 1 })
    const told = ended.stderr.trimEnd().split('\n')
    expect(told).toHaveLength(unreadable.length)
    unreadable.forEach(([, text], i) => {
      expectSentence({ ...ended, stderr: told[i]! }, text)
    })
  })
})

describe('keys', () => {
  test('are made, listed without their secret, and revoked', async () => {
    const key = await debriefJson<Record<string, string>>([
      'keys',
      'create',
      '--name',
      'Power BI',
      '--scope',
      'users,conversations',
      ...inStore,
    ])
    expect(Object.keys(key)).toEqual(['id', 'name', 'key', 'scopes', 'expires_time'])
    expect(key).toMatchObject({
      name: 'Power BI',
      scopes: ['users', 'conversations'],
      key: `dbf_${key.id}_${key.key!.slice(17)}`,
    })
    const listed = await debrief(['keys', 'list', ...inStore])
    expect(listed.stdout).toContain('Power BI')
    expect(listed.stdout).not.toContain(key.key!.slice(17))
    expect(await debriefJson(['keys', 'revoke', key.id!, ...inStore])).toEqual({ id: key.id, revoked: true })
    const [after] = await debriefJson<Record<string, unknown>[]>(['keys', 'list', ...inStore])
    expect(after).toMatchObject({ id: key.id, revoked_time: expect.any(String) })
  })

  test('that do not exist cannot be revoked', async () => {
    const ended = await debrief(['keys', 'revoke', '5f0c1a2b3d4e', ...inStore])
    expect(ended.code).toBe(1)
    expectSentence(ended, 'There is no key "5f0c1a2b3d4e".')
  })
})

describe('metrics', () => {
  const period = ['--from', '2026-08-01', '--to', '2026-08-08']

  test('run gives the number, and what was asked', async () => {
    expect(await debriefJson(['metrics', 'run', 'conversations', ...period, ...inStore])).toMatchObject({
      metric: 'conversations',
      from: '2026-08-01',
      to: '2026-08-08',
      rows: [{ value: 3 }],
    })
    expect(
      await debriefJson([
        'metrics',
        'run',
        'conversations',
        ...period,
        '--by',
        'route',
        '--grain',
        'day',
        ...inStore,
      ]),
    ).toMatchObject({ rows: [{ period: '2026-08-01', route: 'DM', value: 3 }] })
    const without = ['--where', 'route!=DM,none']
    expect(
      await debriefJson(['metrics', 'run', 'conversations', ...period, ...without, ...inStore]),
    ).toMatchObject({ rows: [{ value: 0 }] })
    expect((await debrief(['metrics', 'run', 'conversations', ...period, ...inStore])).stdout).toMatch(
      /^value\n +3\n$/,
    )
  })

  test('can be listed and shown without a store', async () => {
    const listed = await debriefJson<{ id: string }[]>(['metrics', 'list'])
    expect(listed.map(m => m.id)).toContain('deflection')
    const shown = await debrief(['metrics', 'show', 'deflection'])
    expect(shown.stdout).toMatch(
      /\(deflection\)[\s\S]*Number: {5}countIf\(deflected\) \/ count\(\)[\s\S]*FROM turn_facts/,
    )
  })
})
