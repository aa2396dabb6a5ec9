import { expect, test } from 'vitest'
import { redactQuery, redactText, redactUrl } from './redact-query.ts'

const KEY = `dbf_0123456789ab_${'Ab-_'.repeat(10)}xyz`
const TOKEN = `dbt_${'Ab-_'.repeat(10)}xyz`

test('options of OData are kept as they came, in any spelling; aliases too', () => {
  for (const query of [
    '$filter=route%20eq%20%27DM%27&$top=5',
    'filter=true&ORDERBY=id&%24select=id,route',
    '$count=true&$skip=7&$search=vpn&$format=json&$expand=user&$compute=1 add 1 as two&$apply=groupby((route))',
    '$filter=type eq @t&@t=%27x%27&%40u=1',
    '',
    '$top',
  ])
    expect(redactQuery(query)).toBe(query)
})

test('the value of anything else is not written down', () => {
  expect(redactQuery('api_key=s3cret&$top=1&password=p%3D1&access_token=x&$skiptoken=abc&topsecret=9')).toBe(
    'api_key=…&$top=1&password=…&access_token=…&$skiptoken=…&topsecret=…',
  )
  expect(redactQuery('$topsecret=9&$=8&=7')).toBe('$topsecret=…&$=…&=…')
})

test('keys and tokens are not written down, wherever they stand', () => {
  expect(redactQuery(`$filter=id eq '${KEY}'&$search=${TOKEN}&${KEY}`)).toBe(
    "$filter=id eq 'dbf_…'&$search=dbt_…&dbf_…",
  )
  expect(redactText(`/x/${KEY}/${TOKEN}`, 100)).toBe('/x/dbf_…/dbt_…')
  expect(redactText('x'.repeat(20), 10)).toBe(`${'x'.repeat(10)}…`)
})

test('of a whole address the path stays, and of its query what may', () => {
  expect(redactUrl(`/export/${KEY}?api_key=1&$top=2`)).toBe('/export/dbf_…?api_key=…&$top=2')
  expect(redactUrl('/healthz')).toBe('/healthz')
})
