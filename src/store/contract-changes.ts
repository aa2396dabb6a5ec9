import type { Attributes, Entity } from '../schema/attribute.ts'
import { deriveFrom } from './derive.ts'
import { rows, type Session, type Settings } from './engine.ts'

/** Something that records have and nobody documented: an attribute, or a value of a documented enumeration. They are kept. */
export interface ContractChange {
  /** `platform`, `detail.platform_name`. */
  readonly attribute: string
  /** Null where the attribute itself is undocumented. */
  readonly value: string | null
  readonly records: number
  /** The beginning of a record that has it. */
  readonly example: string
}

/** A batch tells of so many at most: a source that fills an enumeration with texts is no reason to keep all of them. */
const MOST_CHANGES = 1_000
const LONGEST_VALUE = 200

/**
 * The undocumented in the records of the temporary table `derived` that are to be stored, the most frequent first. Attributes
 * are looked for in the shapes that have any.
 *
 * @param chosen SQL that says which of them are to be stored
 */
export async function changesIn(
  session: Session,
  entity: Entity,
  chosen: string,
  settings: Settings,
): Promise<ContractChange[]> {
  const attributes = `if(shape IN (SELECT shape FROM shapes WHERE novel),
                arrayMap(name -> (name, '', false), ${deriveFrom(entity).unknown}), [])`
  const found = await rows<ContractChange & { isValue: boolean; value: string }>(session, {
    sql: `SELECT change.1 AS attribute, change.2 AS value, change.3 AS isValue, count() AS records,
            any(left(record, 2000)) AS example
          FROM (
            SELECT record, arrayJoin(CAST(arrayConcat(
                ${[attributes, ...valuesOf(entity)].join(',\n                ')}
              ), 'Array(Tuple(String, String, Bool))')) AS change
            FROM derived WHERE ${chosen}
          ) GROUP BY change ORDER BY records DESC, change LIMIT ${MOST_CHANGES}`,
    settings,
  })
  return found.map(({ isValue, value, ...change }) => ({ ...change, value: isValue ? value : null }))
}

/** Whether a record of `derived` has a value that its enumeration does not list. */
export function undocumentedValue({ attributes }: Entity): string {
  return [...enumerations(attributes).map(isUndocumented), 'false'].join(' OR ')
}

function isUndocumented({ path, values }: Enumeration): string {
  return `ifNull(${path} NOT IN (${values.map(value => `'${value}'`).join(', ')}), false)`
}

interface Enumeration {
  readonly path: string
  readonly values: readonly string[]
}

/** An array of `(attribute, value, true)` for each enumeration: empty, where the value is listed. */
function valuesOf({ attributes }: Entity): string[] {
  return enumerations(attributes).map(
    enumeration =>
      `if(${isUndocumented(enumeration)}, [('${enumeration.path}', left(assumeNotNull(${enumeration.path}), ${LONGEST_VALUE}), true)], [])`,
  )
}

function enumerations(attributes: Attributes, within = ''): Enumeration[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    if (attribute.type === 'object') return enumerations(attribute.attributes, `${name}.`)
    return 'values' in attribute && attribute.values
      ? [{ path: `${within}${name}`, values: attribute.values }]
      : []
  })
}

/** Those of the changes that were never noted before. */
export async function newAmong(
  session: Session,
  entity: Entity,
  changes: readonly ContractChange[],
): Promise<ContractChange[]> {
  if (changes.length === 0) return []
  const known = await rows<{ attribute: string; value: string | null }>(session, {
    sql: `SELECT attribute, NULL AS value FROM unknown_attributes WHERE entity = '${entity.name}'
          UNION DISTINCT SELECT attribute, value FROM unknown_values WHERE entity = '${entity.name}'`,
  })
  const keys = new Set(known.map(({ attribute, value }) => keyOf(attribute, value)))
  return changes.filter(({ attribute, value }) => !keys.has(keyOf(attribute, value)))
}

const keyOf = (attribute: string, value: string | null): string => JSON.stringify([attribute, value])

/** Notes what was seen, and when. */
export async function noteChanges(
  session: Session,
  entity: Entity,
  changes: readonly ContractChange[],
): Promise<void> {
  const seen = new Date().toISOString().replace('T', ' ').replace('Z', '')
  for (const [table, some] of [
    ['unknown_attributes', changes.filter(({ value }) => value === null)],
    ['unknown_values', changes.filter(({ value }) => value !== null)],
  ] as const) {
    if (some.length === 0) continue
    const values = table === 'unknown_values' ? ['value'] : []
    await session.insert({
      table,
      columns: ['entity', 'attribute', ...values, 'records', 'first_seen_time', 'last_seen_time', 'example'],
      format: 'JSONEachRow',
      data: Buffer.from(
        some
          .map(({ attribute, value, records, example }) =>
            JSON.stringify({
              entity: entity.name,
              attribute,
              ...(value === null ? {} : { value }),
              records,
              first_seen_time: seen,
              last_seen_time: seen,
              example,
            }),
          )
          .join('\n'),
      ),
    })
  }
}
