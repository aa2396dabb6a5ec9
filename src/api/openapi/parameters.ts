import type { Json } from './schemas.ts'

const option = (name: string, schema: Json, description: string): Json => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
})
const text = { type: 'string' }
const whole = { type: 'integer', minimum: 0 }

/** The options of one record, which collections have as well. */
const forOne: { readonly [name: string]: Json } = {
  select: option(
    '$select',
    text,
    'The attributes wanted, separated by commas; a path leads into an object: detail/content.',
  ),
  expand: option(
    '$expand',
    text,
    'Relations whose records are written into each record: user, interactions($top=5).',
  ),
  compute: option('$compute', text, 'Values computed for each record: length(detail/content) as size.'),
  format: option('$format', text, 'json, or a media type such as application/json;odata.metadata=none.'),
}

const forMany: { readonly [name: string]: Json } = {
  filter: option(
    '$filter',
    text,
    "A condition: route eq 'DM' and last_updated_time ge 2026-01-01T00:00:00Z.",
  ),
  orderby: option('$orderby', text, 'The order, by one or several keys: created_time desc,id.'),
  top: option('$top', whole, 'The most records over all pages.'),
  skip: option('$skip', whole, 'How many records are left out before the first.'),
  count: option(
    '$count',
    { type: 'boolean' },
    'true adds @odata.count: how many match, whatever $top and $skip say.',
  ),
  search: option('$search', text, 'Words that any text attribute contains.'),
  apply: option('$apply', text, 'A summary instead of records: groupby((route),aggregate($count as n)).'),
  skiptoken: option('$skiptoken', text, 'Where a page begins; only as @odata.nextLink gives it.'),
  deltatoken: option('$deltatoken', text, 'Since when changes are told; only as @odata.deltaLink gives it.'),
}

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: text,
})

const headers: { readonly [name: string]: Json } = {
  prefer: header(
    'Prefer',
    'odata.maxpagesize=<number>: records a page, up to 10,000. odata.track-changes: a link to what changes afterwards. ' +
      'Preference-Applied says what is in force.',
  ),
  maxVersion: header(
    'OData-MaxVersion',
    'The newest version of OData the client reads: 4.0 (as without it) or 4.01.',
  ),
  ifMatch: header('If-Match', 'The ETag the record must have: 412 when it has changed.'),
  ifNoneMatch: header('If-None-Match', 'ETags the client has: 304 when the record is still the same.'),
}

const id = {
  ...option('$id', text, "The id of a record, as @odata.id gives it: conversations('abc')."),
  required: true,
}

/** Parameters by the name they are referred to with. */
export const parameters: Json = { ...forOne, ...forMany, ...headers, id }

const references = (names: readonly string[]): Json[] =>
  names.map(name => ({ $ref: `#/components/parameters/${name}` }))

export const collectionParameters = references([
  ...Object.keys(forMany),
  ...Object.keys(forOne),
  'prefer',
  'maxVersion',
])
export const recordParameters = references([...Object.keys(forOne), 'maxVersion', 'ifMatch', 'ifNoneMatch'])
export const entityParameters = references(['id', ...Object.keys(forOne), 'maxVersion'])
export const referenceParameters = references([
  ...Object.keys(forMany).filter(name => name !== 'apply'),
  'format',
  'prefer',
  'maxVersion',
])
export const countParameters = references(['filter', 'search', 'apply'])
export const formatParameters = references(['format', 'maxVersion'])
