import type { Attribute, Attributes, Entity } from './attribute.ts'
import { columnType } from './columns.ts'
import { entities } from './entities.ts'

/** The data dictionary as Markdown: docs/data-dictionary.md is this text. */
export function dataDictionary(): string {
  return [
    '# Data dictionary',
    '',
    'The five entities of the Data API, as Debrief stores and serves them. This page is generated from `src/schema`',
    '(`npm run docs`).',
    '',
    'Every set of values is open: a value that is not listed here is kept and served. A missing value is `null`, never absent',
    'or empty. Times are instants, written `2026-08-31T12:00:00.000Z`. The column type is ClickHouse’s; every table has two',
    'columns more: `record`, the record’s JSON text exactly as it came (without white space), and `record_hash`.',
    'Read tables with `FINAL`: `SELECT count() FROM interactions FINAL`.',
    ...entities.flatMap((entity: Entity) => ['', ...section(entity)]),
    '',
  ].join('\n')
}

function section(entity: Entity): string[] {
  const relations = Object.entries(entity.relations).map(([attribute, { to, meaning, mayBeMissing }]) => {
    return `- \`${attribute}\` → ${to}: ${meaning}${mayBeMissing ? '; it may be missing' : ''}`
  })
  return [
    `## ${entity.name}`,
    '',
    `${entity.meaning} In SQL: \`${entity.table}\`.`,
    '',
    '| attribute | type | null | column | meaning |',
    '|---|---|---|---|---|',
    ...lines(entity.attributes, ''),
    ...(relations.length > 0 ? ['', 'Relations:', '', ...relations] : []),
  ]
}

const TYPES: Readonly<Record<Attribute['type'], string>> = {
  string: 'text',
  instant: 'instant',
  flag: 'flag',
  strings: 'list of texts',
  object: 'object',
  objects: 'list of objects',
}

function lines(attributes: Attributes, prefix: string): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const nested = 'attributes' in attribute ? attribute.attributes : undefined
    const values = 'values' in attribute && attribute.values ? ` Values: ${attribute.values.join(', ')}.` : ''
    const column = nested
      ? attribute.type === 'objects'
        ? 'Array(Tuple(…))'
        : 'Tuple(…)'
      : columnType(attribute)
    const type = TYPES[attribute.type]
    return [
      `| \`${prefix}${name}\` | ${type} | ${attribute.nullable ? 'yes' : ''} | \`${column}\` | ${attribute.meaning}${values} |`,
      ...(nested ? lines(nested, `${prefix}${name}.`) : []),
    ]
  })
}
