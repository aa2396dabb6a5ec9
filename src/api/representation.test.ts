import { describe, expect, test } from 'vitest'
import { POWER_QUERY } from '../../test/support/power-query.ts'
import { ApiError } from './errors.ts'
import { responseVersion } from './protocol-headers.ts'
import { jsonRepresentation, metadataForm } from './representation.ts'

const refusal = (ask: () => unknown): ApiError => {
  try {
    ask()
  } catch (error) {
    expect(error).toBeInstanceOf(ApiError)
    return error as ApiError
  }
  throw new Error('It was not refused.')
}

describe('the representation of data', () => {
  const cases: [accept: string | undefined, contentType: string][] = [
    [undefined, 'application/json;odata.metadata=minimal'],
    ['', 'application/json;odata.metadata=minimal'],
    ['*/*', 'application/json;odata.metadata=minimal'],
    ['application/*', 'application/json;odata.metadata=minimal'],
    ['application/json', 'application/json;odata.metadata=minimal'],
    ['APPLICATION/JSON', 'application/json;odata.metadata=minimal'],
    ['application/json;odata.metadata=none', 'application/json;odata.metadata=none'],
    ['application/json; metadata=full', 'application/json;odata.metadata=full'],
    ['application/json;OData.Metadata="full"', 'application/json;odata.metadata=full'],
    [
      'application/json;IEEE754Compatible=true',
      'application/json;odata.metadata=minimal;IEEE754Compatible=true',
    ],
    ['application/json;charset=UTF-8', 'application/json;odata.metadata=minimal;charset=utf-8'],
    ['application/json;odata.streaming=true', 'application/json;odata.metadata=minimal;odata.streaming=true'],
    // The best that fits, in the order of weights and then of the header.
    ['application/json;q=0.1, application/json;metadata=none;q=0.2', 'application/json;odata.metadata=none'],
    [
      'application/json;metadata=full, application/json;metadata=none',
      'application/json;odata.metadata=full',
    ],
    ['application/json;strange=1, application/json;metadata=none', 'application/json;odata.metadata=none'],
    ['application/json;charset=latin1, */*;q=0.1', 'application/json;odata.metadata=minimal'],
    [
      'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'application/json;odata.metadata=minimal',
    ],
    ['text/plain;x="a,b;c", application/json;metadata=none', 'application/json;odata.metadata=none'],
    ['???, application/json', 'application/json;odata.metadata=minimal'],
    [POWER_QUERY.Accept, 'application/json;odata.metadata=minimal'],
  ]
  for (const [accept, contentType] of cases)
    test(`for "${accept}" is ${contentType}`, () => {
      expect(jsonRepresentation(accept, undefined).contentType).toBe(contentType)
    })

  test('is 406 when nothing accepted can be given', () => {
    for (const accept of [
      'text/html',
      'application/xml',
      'application/atom+xml, text/plain',
      'application/json;odata.metadata=most',
      'application/json;odata=verbose',
      'application/json;charset=latin1',
      'application/json;IEEE754Compatible=maybe',
      'application/json;q=0',
      'application/json;q=0, */*',
      '*/*;q=0',
    ])
      expect(
        refusal(() => jsonRepresentation(accept, undefined)),
        accept,
      ).toMatchObject({
        status: 406,
        code: 'NotAcceptable',
        target: 'Accept',
      })
  })

  test('is what $format says, whatever is accepted', () => {
    expect(jsonRepresentation('text/html', 'json').metadata).toBe('minimal')
    expect(jsonRepresentation('application/json;metadata=none', 'JSON').metadata).toBe('minimal')
    expect(jsonRepresentation('text/html', 'application/json;odata.metadata=full').metadata).toBe('full')
    expect(jsonRepresentation(undefined, 'application/json;IEEE754Compatible=true').ieee754).toBe(true)
    for (const format of ['xml', 'atom', 'application/xml', 'application/json;strange=1', 'x y', 'text/csv'])
      expect(
        refusal(() => jsonRepresentation('*/*', format)),
        format,
      ).toMatchObject({
        status: 406,
        target: '$format',
      })
  })
})

describe('the form of $metadata', () => {
  const cases: [accept: string | undefined, format: string | undefined, form: string][] = [
    [undefined, undefined, 'xml'],
    ['*/*', undefined, 'xml'],
    ['application/json, application/xml;q=0.1', undefined, 'xml'],
    ['application/json, */*;q=0.1', undefined, 'xml'],
    [POWER_QUERY.Accept, undefined, 'xml'],
    ['application/json', undefined, 'json'],
    ['application/json;odata.metadata=minimal, text/html', undefined, 'json'],
    ['application/xml;q=0, */*', undefined, 'json'],
    ['application/xml', 'json', 'json'],
    ['application/json', 'xml', 'xml'],
    ['application/json', 'application/xml', 'xml'],
    [undefined, 'application/json', 'json'],
  ]
  for (const [accept, format, form] of cases)
    test(`for "${accept}" and $format=${format} is ${form}`, () => {
      expect(metadataForm(accept, format)).toBe(form)
    })

  test('is 406 when neither is accepted', () => {
    expect(refusal(() => metadataForm('text/html', undefined)).status).toBe(406)
    expect(refusal(() => metadataForm('application/json;strange=1', undefined)).status).toBe(406)
    expect(refusal(() => metadataForm('*/*', 'yaml')).status).toBe(406)
  })
})

describe('the version of an answer', () => {
  test('is 4.0 unless the client allows 4.01', () => {
    expect(responseVersion({})).toBe('4.0')
    expect(responseVersion({ 'odata-maxversion': '4.0', maxdataserviceversion: '3.0' })).toBe('4.0')
    expect(responseVersion({ 'odata-version': '4.01' })).toBe('4.0')
    expect(responseVersion({ 'odata-maxversion': '4.01' })).toBe('4.01')
    expect(responseVersion({ 'odata-maxversion': '4.01;NetFx' })).toBe('4.01')
    expect(responseVersion({ 'odata-maxversion': '5.0', 'odata-version': '4.0' })).toBe('4.01')
  })

  test('cannot be older than 4.0, nor what is sent newer than 4.01', () => {
    for (const headers of [
      { 'odata-maxversion': '3.0' },
      { 'odata-version': '2.0' },
      { 'odata-version': '5.0' },
      { 'odata-maxversion': 'four' },
    ])
      expect(
        refusal(() => responseVersion(headers)),
        JSON.stringify(headers),
      ).toMatchObject({
        status: 400,
        code: 'UnsupportedVersion',
      })
  })
})
