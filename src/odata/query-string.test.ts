import { describe, expect, test } from 'vitest'
import { splitQuery } from './query-string.ts'

describe('splitQuery', () => {
  test('splits before it decodes, and takes + for a space', () => {
    const { options } = splitQuery("?$filter=a+eq+'x%26y%3Dz%2B'&$top=5")
    expect([...options]).toEqual([
      ['$filter', "a eq 'x&y=z+'"],
      ['$top', '5'],
    ])
  })

  test('takes an = in a value for text', () => {
    expect(splitQuery('$filter=a=b').options.get('$filter')).toBe('a=b')
    expect(splitQuery('x=a=b&y').custom).toEqual([
      ['x', 'a=b'],
      ['y', ''],
    ])
  })

  test('knows options in any case, with or without dollar, and encoded', () => {
    expect([...splitQuery('%24Top=1&SKIP=2&OrderBy=a').options.keys()]).toEqual(['$top', '$skip', '$orderby'])
    // These two are options with a dollar sign only.
    expect(splitQuery('skiptoken=1').custom).toEqual([['skiptoken', '1']])
    expect(splitQuery('$SkipToken=1').options.get('$skiptoken')).toBe('1')
  })

  test('keeps aliases apart', () => {
    expect(splitQuery('$filter=a eq @p&@p=1').aliases.get('@p')).toBe('1')
  })

  test('decodes UTF-8', () => {
    expect(splitQuery('$search=%C3%BC%F0%9F%98%80').options.get('$search')).toBe('ü😀')
  })

  const mistakes: [query: string, message: string][] = [
    ['$top=1&top=2', '$top is given twice (the second time as "top")'],
    ['@p=1&@p=2', '@p is given twice'],
    ['$oderby=a', 'did you mean "$orderby"?'],
    ['$frobnicate=a', 'the options are $apply'],
    [
      '$filter=%',
      'malformed percent-encoding "%"; a percent sign itself is written %25 (at position 0 of $filter)',
    ],
    ['$filter=ab%C3', 'malformed percent-encoding "%C3"'],
    ['$filter=ab%C3%28', 'malformed percent-encoding'],
  ]
  for (const [query, message] of mistakes) test(query, () => expect(() => splitQuery(query)).toThrow(message))
})
