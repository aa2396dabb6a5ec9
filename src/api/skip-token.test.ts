import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestStores } from '../../test/support/data-api.ts'
import type { Engine } from '../store/engine.ts'
import { ApiError } from './errors.ts'
import { rotateSigningKey, SigningKeys } from './signing-keys.ts'
import { DEFAULT_LINK_AGE_MS, newRun, type SkipToken, SkipTokens, walkName } from './skip-token.ts'

const stores = new TestStores()
let engine: Engine
let keys: SigningKeys
let tokens: SkipTokens
let now = Date.now()
beforeAll(async () => {
  engine = await stores.open()
  keys = new SigningKeys(engine, () => now)
  tokens = new SkipTokens(keys, undefined, () => now)
})
afterAll(() => stores.close())

const walk = walkName('users', '$top=5')
const token = (more: Partial<SkipToken> = {}): SkipToken => ({
  after: '["x"]',
  size: 10,
  walk,
  run: newRun(),
  left: undefined,
  count: undefined,
  ...more,
})

const DAMAGED =
  'The $skiptoken is damaged. Follow @odata.nextLink exactly as it was given, or begin again without $skiptoken.'

async function refusal(text: string, of = walk, by = tokens): Promise<ApiError> {
  const error = await by.read(text, of).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!error) throw new Error(`${text} was read.`)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ target: '$skiptoken' })
  return error as ApiError
}

describe('a skip token', () => {
  test('carries a place through a URL and back', async () => {
    for (const given of [
      token(),
      token({ left: 1 }),
      token({ count: 0 }),
      token({ count: 12_345_678, left: 5 }),
      token({ size: 10_000, left: Number.MAX_SAFE_INTEGER }),
      token({ after: JSON.stringify([null, 'Zürich ☃ 𝄞 "quoted" \\ \n\u2028', 1.5, false]) }),
      token({ after: JSON.stringify(['x'.repeat(5000)]) }),
    ]) {
      const text = await tokens.write(given)
      expect(text).toMatch(/^[A-Za-z0-9._~-]+$/)
      expect(await tokens.read(text, walk)).toMatchObject(given)
    }
  })

  test('is refused for another query, and says so', async () => {
    const error = await refusal(await tokens.write(token()), walkName('users', '$top=6'))
    expect(error).toMatchObject({ status: 400, code: 'InvalidSkipToken' })
    expect(error.message).toMatch(/^The \$skiptoken belongs to another query\. Follow @odata\.nextLink/)
  })

  test('is refused when any one character is changed, missing or added', async () => {
    const text = await tokens.write(token({ after: '["0B4ZobXF4Lxx"]', left: 7, count: 9 }))
    for (let i = 0; i < text.length; i++) {
      const other = text[i] === 'A' ? 'B' : 'A'
      const damaged = [
        `${text.slice(0, i)}${other}${text.slice(i + 1)}`,
        `${text.slice(0, i)}${text.slice(i + 1)}`,
        `${text.slice(0, i)}${other}${text.slice(i)}`,
        text.slice(0, i),
      ]
      for (const wrong of damaged)
        expect(await refusal(wrong), wrong).toMatchObject({ status: 400, message: DAMAGED })
    }
    for (const wrong of [`${text}=`, `${text}.`, `${text} `, `.${text}`, `${text}.${text}`])
      expect((await refusal(wrong)).message, wrong).toBe(DAMAGED)
    for (const wrong of ['', '.', '..', 'x', 'AAAA', 'null', '5', '%00', '🎈'])
      expect((await refusal(wrong)).message, wrong).toBe(DAMAGED)
  })

  test('cannot be made for another place by whoever has one', async () => {
    const [text, key, signature] = (await tokens.write(token())).split('.') as [string, string, string]
    const fields = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    const other = fields.map(field => (field === '["x"]' ? '["y"]' : field))
    const forged = Buffer.from(JSON.stringify(other)).toString('base64url')
    expect((await refusal(`${forged}.${key}.${signature}`)).message).toBe(DAMAGED)
    const otherStore = new SkipTokens(new SigningKeys(await stores.open()))
    expect((await refusal(await otherStore.write(token()))).message, 'of another store').toBe(DAMAGED)
  })

  test('is refused when it is signed but not one of ours', async () => {
    // Signed by the same hand, with what it would never write.
    const wrong: object[] = [
      { after: 'x' },
      { after: '{}' },
      { after: '"x"' },
      { after: 5 },
      { after: undefined },
      { size: 0 },
      { size: -1 },
      { size: 1.5 },
      { size: '10' },
      { size: 1e300 },
      { left: 0 },
      { left: -1 },
      { left: '5' },
      { count: -1 },
      { count: 'x' },
      { walk: 5 },
      { run: null },
    ]
    for (const fields of wrong) {
      const text = await tokens.write({ ...token(), ...fields } as SkipToken)
      expect((await refusal(text)).message, JSON.stringify(fields)).toBe(DAMAGED)
    }
  })

  test('is good for a day, and 410 after it', async () => {
    const begun = now
    const text = await tokens.write(token())
    expect(DEFAULT_LINK_AGE_MS).toBe(86_400_000)
    now = begun + DEFAULT_LINK_AGE_MS
    expect(await tokens.read(text, walk)).toMatchObject({ after: '["x"]' })
    now += 1
    expect(await refusal(text)).toMatchObject({ status: 410, code: 'StaleSkipToken' })
    const short = new SkipTokens(keys, 1000, () => now)
    const young = await short.write(token())
    now += 1001
    expect((await refusal(young, walk, short)).status).toBe(410)
    expect(await tokens.read(young, walk), 'where links live longer').toMatchObject({ size: 10 })
  })
})

describe('signing keys', () => {
  test('are kept in the store: another process reads the links of this one', async () => {
    const text = await tokens.write(token())
    const other = new SkipTokens(new SigningKeys(engine))
    expect(await other.read(text, walk)).toMatchObject({ after: '["x"]' })
    const { n } = JSON.parse(
      (await engine.run({ sql: 'SELECT count() AS n FROM signing_keys', format: 'JSONEachRow' })).toString(),
    )
    expect(Number(n), 'and there is one key, made when it was first needed').toBe(1)
  })

  test('can be rotated: links of the key before stay good, older ones are stale, unknown ones damaged', async () => {
    const before = await tokens.write(token())
    await rotateSigningKey(engine)
    now += 60_001
    const after = await tokens.write(token())
    expect(after.split('.')[1]).not.toBe(before.split('.')[1])
    expect(await tokens.read(before, walk)).toMatchObject({ size: 10 })
    await rotateSigningKey(engine)
    now += 60_001
    expect(await refusal(before)).toMatchObject({ status: 410 })
    expect(await tokens.read(after, walk)).toMatchObject({ size: 10 })
  })

  test('made by another process are known as soon as a link is signed with one', async () => {
    await tokens.write(token())
    await rotateSigningKey(engine)
    const text = await new SkipTokens(new SigningKeys(engine, () => now), undefined, () => now).write(token())
    now += 1_000
    expect(await tokens.read(text, walk)).toMatchObject({ size: 10 })
  })

  test('that cannot be read make no link, and are asked for again', async () => {
    const fresh = await stores.open()
    const signing = new SigningKeys(fresh)
    await fresh.run({ sql: 'RENAME TABLE signing_keys TO hidden' })
    await expect(signing.sign('x')).rejects.toThrow()
    await fresh.run({ sql: 'RENAME TABLE hidden TO signing_keys' })
    expect(await signing.verify('x', await signing.sign('x'))).toBe('good')
  })
})

test('a walk’s name tells queries apart, however their parts are cut', () => {
  const names = [
    walkName('users'),
    walkName('users', ''),
    walkName('users', '$top=1'),
    walkName('users', '$top=1', '$skip=1'),
    walkName('users', '$top=1\n$skip=1'),
    walkName('users$top=1'),
    walkName('conversations', '$top=1'),
  ]
  expect(new Set(names).size).toBe(names.length)
  expect(walkName('users', '$top=1')).toBe(walkName('users', '$top=1'))
})

test('no two runs have one name', () => {
  expect(new Set(Array.from({ length: 1000 }, newRun)).size).toBe(1000)
})
