import { describe, expect, test } from 'vitest'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import { Random } from '../simulator/random.ts'
import { splitPage } from './split-page.ts'

/** What {@link RecordSplitter} makes of a page is right: the short way must come to the same. */
function slowly(body: Buffer, before: number) {
  const splitter = new RecordSplitter(before)
  splitter.push(body)
  splitter.end()
  return { lines: Buffer.from(splitter.take().lines).toString(), envelopes: splitter.envelopes }
}

function quickly(body: Buffer, before: number) {
  const { batch, envelopes } = splitPage(body, before)
  return { lines: Buffer.from(batch.lines).toString(), envelopes }
}

const page = (records: string, rest = ''): Buffer =>
  Buffer.from(`{"@odata.context":"http://x/$metadata#users","value":[${records}]${rest}}`)

describe('a page is taken apart as by the splitter', () => {
  const cases: [string, Buffer][] = [
    ['that is empty', page('')],
    ['with a link', page('{"id":"a"},{"id":"b"}', ',"@odata.nextLink":"http://x?$skiptoken=1"')],
    [
      'with brackets, quotes and the key in texts',
      page('{"id":"a","t":"]},{\\"value\\":[ \\\\"},{"id":"\\\\\\""}'),
    ],
    ['with nested lists and objects', page('{"id":"a","l":[[1,{"x":[]}],null]},{}')],
    ['with white space', page(' {"id" : "a b"} ,\n{"id":"b"}\t')],
    ['with other things than objects', page('"broken",{"id":"a"},7')],
    ['with the list last and first', Buffer.from('{"value":[{"id":"é\u2028𝄞"}],"@odata.count":1}')],
    ['with many small records', page(Array(500).fill('{}').join())],
  ]
  for (const [what, body] of cases) test(what, () => expect(quickly(body, 7)).toEqual(slowly(body, 7)))

  test('or refused as by the splitter, when it is broken anywhere', () => {
    const whole = page('{"id":"a","d":{"x":["1",{"y":"\\"}"}]}},{"id":"b"}', ',"@odata.nextLink":"l"')
    const outcome = (split: (body: Buffer, before: number) => unknown, body: Buffer): unknown => {
      try {
        return split(body, 0)
      } catch (error) {
        return String(error)
      }
    }
    const random = Random.of(5)
    for (let n = 0; n < 3000; n++) {
      const body = Buffer.from(whole)
      const at = random.between(0, body.length - 1)
      const cut = random.chance(0.3) ? body.subarray(0, at) : body
      if (cut === body) body[at] = random.pick([...Buffer.from('{}[]",:\\ a')])
      expect(outcome(quickly, cut), cut.toString()).toEqual(outcome(slowly, cut))
    }
  })
})
