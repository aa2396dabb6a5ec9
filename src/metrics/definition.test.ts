import { describe, expect, test } from 'vitest'
import { MetricError, readMetric } from './definition.ts'
import { metric, metrics } from './library.ts'

const file = (
  header: string,
  sql = "SELECT 1 WHERE {from:DateTime64(3, 'UTC')} < {to:DateTime64(3, 'UTC')}",
) => `/*\n${header}\n*/\n${sql}\n`
const WORDS =
  'title: T\nsentence: S.\nfamily: quality\ngrain: one row for each thing\nkey: id\nnotes: N.\nblind_spots: B.\nsource: Guide\nexample: E.'

describe('a metric’s file', () => {
  test('is read into its words and its SQL', () => {
    const read = readMetric('active', file(`${WORDS}\nunit: count\nvalue: count()\ndimensions: [route]`))
    expect(read).toMatchObject({
      id: 'active',
      title: 'T',
      unit: 'count',
      value: 'count()',
      by: [],
      dimensions: ['route'],
    })
    expect(read.sql).toMatch(/^SELECT 1 WHERE/)
  })

  test('reports every mistake at once', () => {
    const wrong = file('title: T\nunit: percent\nby: [route]\ncolour: red', 'SELECT 1')
    expect(() => readMetric('Active Users', wrong)).toThrow(MetricError)
    for (const mistake of [
      /lower case/,
      /sentence/,
      /unit/,
      /notes/,
      /source/,
      /colour/,
      /does not use \{from/,
      /does not use \{to/,
    ])
      expect(() => readMetric('Active Users', wrong)).toThrow(mistake)
  })

  const mistakes: [string, string, RegExp][] = [
    [
      'a share without its parts',
      `${WORDS}\nunit: share\nvalue: count()`,
      /a share has numerator and denominator/,
    ],
    ['a count with parts', `${WORDS}\nunit: count\nnumerator: count()`, /a count has value/],
    [
      'a default cut it cannot have',
      `${WORDS}\nunit: count\nvalue: count()\nby: [route]`,
      /route is not among dimensions/,
    ],
    [
      'a variant with half a share',
      `${WORDS}\nunit: count\nvalue: count()\nvariants: {half: {sentence: S., numerator: count()}}`,
      /variants\.half: a count has value, and nothing else/,
    ],
    [
      'a parameter nobody knows',
      `${WORDS}\nunit: count\nvalue: count()\nvariants: {other: {sentence: S., parameters: {colour: red}}}`,
      /variants\.other: there is no parameter colour/,
    ],
    ['a header that is not YAML', 'title: [', /not valid YAML/],
  ]
  for (const [what, header, message] of mistakes)
    test(`refuses ${what}`, () => {
      expect(() => readMetric('x', file(header))).toThrow(message)
    })

  test('takes the rows of another, and what it does not say itself but variants and cuts', () => {
    const base = readMetric(
      'things',
      file(
        `${WORDS}\nunit: count\nvalue: count()\ndimensions: [route]\nby: [route]\nvariants: {v: {sentence: S., value: count()}}`,
      ),
    )
    const other = (id: string) => (id === 'things' ? base : undefined)
    const own =
      '/*\ntitle: U\nsentence: S.\nlike: things\nunit: share\nnumerator: countIf(x)\ndenominator: count()\nexample: F.\n*/\n'
    const { sql, like, ...alike } = readMetric('share', own, other)
    expect([sql, like]).toEqual([base.sql, 'things'])
    expect(alike).toMatchObject({
      title: 'U',
      notes: 'N.',
      key: 'id',
      by: [],
      variants: {},
      dimensions: ['route'],
    })
    expect(alike).not.toHaveProperty('value')
    expect(() => readMetric('share', own)).toThrow('like: there is no metric things')
    expect(() => readMetric('share', `${own}SELECT 1`, other)).toThrow('it has no SQL of its own')
    expect(() =>
      readMetric('third', own.replace('things', 'share'), () => ({ ...base, like: 'things' })),
    ).toThrow('like: share is itself like things')
  })

  test('must have a header', () => {
    expect(() => readMetric('x', 'SELECT 1')).toThrow(/must begin with/)
  })
})

describe('the library', () => {
  test('reads, every metric of it', () => {
    expect([...metrics().keys()]).toEqual(
      expect.arrayContaining(['conversations', 'active_users', 'deflection']),
    )
  })

  test('names what there is when asked for what is not', () => {
    expect(() => metric('deflections')).toThrow(
      /no metric "deflections"; there are active_users, .*deflection/,
    )
  })
})
