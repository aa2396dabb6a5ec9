import { describe, expect, test } from 'vitest'
import { InputError, RecordSplitter } from './record-splitter.ts'

/** Splits `text`, fed in pieces of `size` bytes, and gives the records' texts and the envelopes. */
function split(text: string | Buffer, size = Number.POSITIVE_INFINITY) {
  const bytes = Buffer.from(text)
  const splitter = new RecordSplitter()
  for (let i = 0; i < bytes.length; i += Math.min(size, bytes.length))
    splitter.push(bytes.subarray(i, i + size))
  splitter.end()
  const { lines, records } = splitter.take()
  const texts = Buffer.from(lines).toString('utf8').split('\n').slice(0, -1)
  expect(texts).toHaveLength(records)
  return {
    records: texts.map((line, i) => {
      const prefix = `{"n":${i + 1},"record":`
      expect(line.startsWith(prefix)).toBe(true)
      return line.slice(prefix.length, -1)
    }),
    envelopes: splitter.envelopes,
  }
}

const tricky = '{"id":"a]}\\"\\\\","n":null,"list":[1,{"x":[]}],"text":"Zürich ☃ {\\n"}'
const other = '{"id":"b","value":[{"id":"not a record"}]}'.replace('"value"', '"values"')
const pretty = (text: string): string => JSON.stringify(JSON.parse(text), null, 4)

describe('records are found', () => {
  const inputs: [string, string][] = [
    ['in an array', `[${tricky}, ${other}]`],
    ['in an indented array', `[\n${pretty(tricky)},\r\n\t${pretty(other)}\n]\n`],
    ['in NDJSON', `${tricky}\n${other}\n`],
    ['in NDJSON without a last newline, with blank lines', `\n${tricky}\n\n${other}`],
    ['in a response', `{"@odata.context":"c","value":[${tricky},${other}],"@odata.nextLink":"n"}`],
    ['in an indented response', `{ "value" : [ ${pretty(tricky)} , ${pretty(other)} ] }`],
    ['behind a byte order mark', `\uFEFF[${tricky},${other}]`],
    ['in several responses after one another', `{"value":[${tricky}]}\n{"value":[${other}]}`],
    ['in a single object and an array', `${tricky} [${other}]`],
  ]
  for (const [where, text] of inputs)
    for (const size of [1, 2, 7, 1000])
      test(`${where}, fed ${size} bytes at a time`, () => {
        expect(split(text, size).records).toEqual([tricky, other])
      })
})

describe('what surrounds the records of a response', () => {
  test('is kept apart', () => {
    const text = `{"@odata.context":"c", "@odata.count": 7, "value":[${tricky}] , "@odata.nextLink":"https://x/?a=[1]"}`
    for (const size of [1, 3, 1000]) {
      expect(split(text, size).envelopes).toEqual([
        { '@odata.context': 'c', '@odata.count': 7, value: [], '@odata.nextLink': 'https://x/?a=[1]' },
      ])
    }
  })

  test('is a response even without value, when it says so', () => {
    const { records, envelopes } = split('{"odata.context":"c"}')
    expect(records).toEqual([])
    expect(envelopes).toEqual([{ 'odata.context': 'c' }])
  })

  test('an empty list is no record', () => {
    expect(split('{"value":[]}').records).toEqual([])
    expect(split('[]').records).toEqual([])
    expect(split('').records).toEqual([])
  })

  test('a list under value inside a record is the record’s own', () => {
    const record = '{"detail":{"value":[{"id":"inner"}]},"id":"outer"}'
    expect(split(`[${record}]`).records).toEqual([record])
    expect(split(record).records).toEqual([record])
  })
})

describe('what is no object', () => {
  test('becomes a text that the store can refuse by itself', () => {
    expect(split('[1, "two", [3], null, {"id":"4"}, tru]').records).toEqual([
      '"1"',
      '"\\"two\\""',
      '"[3]"',
      '"null"',
      '{"id":"4"}',
      '"tru"',
    ])
  })
})

describe('input that is no JSON', () => {
  const broken: [string, string, RegExp][] = [
    ['cut off in a record', `[${tricky},{"id":"b`, /middle of record 2: it was cut off/],
    ['cut off between records', `{"value":[${tricky},`, /middle of a list of records: it was cut off/],
    ['cut off after the records', `{"value":[${tricky}]`, /middle of record 2/],
    ['a wrong bracket', '{"id":[1}]', /Byte 8 of the input is "}", where "]" is due/],
    ['a page of text', '<html>', /Byte 0 of the input is "<", where an object or a list should begin/],
    ['a bracket too many', `${tricky}}`, /nothing is open/],
  ]
  for (const [what, text, message] of broken)
    test(`${what} is an error that says where`, () => {
      for (const size of [1, 5, 1000]) {
        expect(() => split(text, size)).toThrow(InputError)
        expect(() => split(text, size)).toThrow(message)
      }
    })
})

test('batches can be taken on the way', () => {
  const splitter = new RecordSplitter()
  splitter.push(Buffer.from(`[${tricky},${other}`))
  expect(splitter.take().records).toBe(2)
  splitter.push(Buffer.from(`,${tricky}]`))
  splitter.end()
  expect(Buffer.from(splitter.take().lines).toString()).toBe(`{"n":3,"record":${tricky}}\n`)
  expect(splitter.records).toBe(3)
})
