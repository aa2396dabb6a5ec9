import { describe, expect, test } from 'vitest'
import { Random } from '../simulator/random.ts'
import { InputError, RecordSplitter } from './record-splitter.ts'

/** Splits `text`, fed in pieces of `size` bytes, and gives the records' texts and the envelopes. */
function split(text: string | Buffer, size = Number.POSITIVE_INFINITY) {
  const bytes = Buffer.from(text)
  const splitter = new RecordSplitter(0, undefined, true)
  for (let i = 0; i < bytes.length; i += Math.min(size, bytes.length))
    splitter.push(bytes.subarray(i, i + size))
  splitter.end()
  const { lines, records } = splitter.take()
  const texts = Buffer.from(lines).toString('utf8').split('\n').slice(0, -1)
  expect(texts).toHaveLength(records)
  expect(splitter.ids).toEqual(texts.map(idIn))
  return {
    records: texts.map((line, i) => {
      const { n, record } = /^\{"n":(?<n>\d+),"shape":\d+,"record":(?<record>.*)\}$/.exec(line)!.groups!
      expect(n).toBe(String(i + 1))
      return record
    }),
    envelopes: splitter.envelopes,
  }
}

function idIn(line: string): string | null {
  try {
    const { record } = JSON.parse(line)
    return typeof record?.id === 'string' ? record.id : null
  } catch {
    return null
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

test('an id is found wherever and however it stands', () => {
  const records = [
    '{"detail":{"id":"inner"},"id":"behind"}',
    '{"list":[{"id":"inner"}],"xid":"x","id":"a \\"quoted\\" one"}',
    '{"id":"Zürich"}',
    '{"id":"first","id":"last"}',
    '{"\\u0069d":"spelt"}',
    '{"id":7}',
    '{"id":null,"idx":"none"}',
    '{"detail":{"id":"inner"}}',
    '{"id":""}',
    'null',
  ]
  for (const size of [1, 5, 1000]) expect(split(`[${records.join(',')}]`, size).records).toHaveLength(10)
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
  expect(Buffer.from(splitter.take().lines).toString()).toMatch(/^\{"n":3,"shape":\d+,"record":.*\}\n$/)
  expect(splitter.records).toBe(3)
})

describe('records that come whole go the short way, to what the long way gives', () => {
  /** Byte by byte no record ever comes whole. */
  const outcome = (body: Buffer, size: number): unknown => {
    const splitter = new RecordSplitter(7)
    try {
      for (let i = 0; i < body.length; i += size) splitter.push(body.subarray(i, i + size))
      splitter.end()
      return { lines: Buffer.from(splitter.take().lines).toString(), envelopes: splitter.envelopes }
    } catch (error) {
      return String(error)
    }
  }
  const page = (records: string, rest = ''): string =>
    `{"@odata.context":"http://x/$metadata#users","value":[${records}]${rest}}`
  const long = 'x'.repeat(200)
  const inputs: [string, string][] = [
    ['an empty page', page('')],
    ['a page with a link', page('{"id":"a"},{"id":"b"}', ',"@odata.nextLink":"http://x?$skiptoken=1"')],
    [
      'brackets, quotes and the key in texts',
      page('{"id":"a","t":"]},{\\"value\\":[ \\\\"},{"id":"\\\\\\""}'),
    ],
    [
      'quotes far inside a text',
      page(`{"t":"${long}\\"${long}\\\\\\"${long}\\\\","u":"${long}"},{"id":"b"}`),
    ],
    ['nested lists and objects', page('{"id":"a","l":[[1,{"x":[]}],null]},{}')],
    ['white space', page(' {"id" : "a b"} ,\n{"id":"b"}\t')],
    ['other things than objects', page('"broken",{"id":"a"},7')],
    ['the list last and first', '{"value":[{"id":"é\u2028𝄞"}],"@odata.count":1}'],
    ['an escape in a name', page('{"\\u0069d":"a"},{"a\\"b":1}')],
    ['lines', '{"id":"a"}\n{"id":"b","value":7}\n{"id":"c","values":[1]}'],
    [
      'responses as lines',
      `${page('{"id":"a"}')}\n{"id":"b"}\n{"@odata.context":"c"}\n{"x":1,"value":[{"id":"d"}]}`,
    ],
  ]
  for (const [what, text] of inputs)
    test(what, () => expect(outcome(Buffer.from(text), 1e6)).toEqual(outcome(Buffer.from(text), 1)))

  test('input that is broken anywhere', () => {
    const whole = page('{"id":"a","d":{"x":["1",{"y":"\\"}"}]}},{"id":"b"}', ',"@odata.nextLink":"l"')
    const random = Random.of(5)
    for (let n = 0; n < 3000; n++) {
      const body = Buffer.from(whole)
      const at = random.between(0, body.length - 1)
      const cut = random.chance(0.3) ? body.subarray(0, at) : body
      if (cut === body) body[at] = random.pick([...Buffer.from('{}[]",:\\ a')])
      expect(outcome(cut, 1e6), cut.toString()).toEqual(outcome(cut, 1))
    }
  })
})

describe('the shape of a record', () => {
  const shapeOf = (record: string): string => {
    const splitter = new RecordSplitter()
    splitter.push(Buffer.from(record))
    splitter.end()
    return /"shape":(\d+)/.exec(Buffer.from(splitter.take().lines).toString())![1]!
  }
  const one = '{"id":"a","n":1,"f":true,"d":{"x":"1","y":2},"l":[{"z":1}]}'

  test('is the same whatever its values are, and what lists hold', () => {
    const others = [
      '{"id":"","n":-2.5,"f":false,"d":{"x":"","y":2},"l":[{"z":1}]}',
      '{"id":"a long text with \\"quotes\\"","n":9,"f":true,"d":{"x":"1","y":null},"l":[]}',
      ' { "id" : "b", "n": 1, "f": true, "d": {"x": "1", "y": 2}, "l": [7] }',
    ]
    for (const other of others) expect(shapeOf(other), other).toBe(shapeOf(one))
  })

  test('is another one with other attributes or kinds of values', () => {
    const others = [
      '{"id":1,"n":1,"f":true,"d":{"x":"1","y":2},"l":[]}',
      '{"id":null,"n":1,"f":true,"d":{"x":"1","y":2},"l":[]}',
      '{"id":"a","n":"1","f":true,"d":{"x":"1","y":2},"l":[]}',
      '{"id":"a","n":1,"f":1,"d":{"x":"1","y":2},"l":[]}',
      '{"id":"a","n":1,"f":true,"d":{"x":"1","z":2},"l":[]}',
      '{"id":"a","n":1,"f":true,"d":{"x":"1"},"y":2,"l":[]}',
      '{"id":"a","n":1,"f":true,"d":{"x":"1","y":2},"l":{}}',
      '{"id":"a","n":1,"f":true,"d":{"x":"1","y":2}}',
      '{"i":"a","dn":1,"f":true,"d":{"x":"1","y":2},"l":[]}',
    ]
    expect(new Set([one, ...others].map(shapeOf)).size).toBe(others.length + 1)
  })

  test('is none where the record is no compact object that can be gone through', () => {
    for (const text of ['7', '"x"', '{"a\\u0062":1}', `{"a":${'['.repeat(70)}${']'.repeat(70)}}`])
      expect(shapeOf(`[${text}]`)).toBe('0')
  })
})
