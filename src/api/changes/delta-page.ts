import type { Page } from '../../odata/index.ts'
import type { PagedQuery } from '../page-reader.ts'

/** How a record that is gone, or that the query leaves out now, is written. */
export interface RemovedForm {
  /** SQL of the JSON text, made of the record's `id` and of `reason`, which is `deleted` or `changed`. */
  readonly text: string
  readonly params: { readonly [name: string]: string }
}

/** OData 4.01 (JSON Format 15.3): the key, and why it is gone. The form that clients know from other services of version 4.0, too. */
export const REMOVED: RemovedForm = {
  text: `concat('{"@removed":{"reason":"', reason, '"},"id":', toJSONString(id), '}')`,
  params: {},
}

/** OData 4.0 (JSON Format 4.0, 12.3), for clients that know nothing else: the address of the record, and a context of its own. */
export function removedIn40(base: string, set: string): RemovedForm {
  return {
    text: `concat('{"@odata.context":', {delta_context:String}, ',"id":', toJSONString(concat({delta_set:String},
      '(''', encodeURLComponent(replaceAll(id, '''', '''''')), ''')')), ',"reason":"', reason, '"}')`,
    params: {
      delta_context: JSON.stringify(`${base}/$metadata#${set}/$deletedEntity`),
      delta_set: `${base}/${set}`,
    },
  }
}

/** Which changes are read. */
export interface DeltaRange {
  readonly since: string
  /** The last id given; undefined at the beginning. */
  readonly after: string | undefined
  /** How many ids are looked at: a page, and one more. */
  readonly ids: number
}

/**
 * The records of a page's query that were stored since a moment, in the order of their ids, and in between those that are
 * to be removed: because they were deleted, or because the query leaves out what they are now.
 *
 * A client may be told of a removal of what it never had: what a record was before is not kept.
 *
 * @param page of a query on one table, with neither `$apply` nor `$expand`
 */
export function deltaPage(
  page: Page,
  entity: string,
  { since, after, ids }: DeltaRange,
  removed: RemovedForm,
): PagedQuery {
  const [table] = page.tables
  const behind = after === undefined ? '' : ' AND id > {delta_after:String}'
  // Reading ids by their time first is cheap: no versions have to be told apart.
  const from = `(
    WITH candidates AS (
      SELECT id, max(gone) AS gone FROM (
        SELECT id, toDateTime64(0, 6, 'UTC') AS gone FROM ${table}
        WHERE stored_time >= toDateTime64({delta_since:String}, 6, 'UTC')${behind}
        UNION ALL
        SELECT id, deleted_time AS gone FROM tombstones
        WHERE entity = {delta_entity:String} AND deleted_time >= toDateTime64({delta_since:String}, 6, 'UTC')${behind}
      ) GROUP BY id ORDER BY id LIMIT {delta_ids:UInt64}
    )
    SELECT candidates.id AS id, multiIf(
        found._stored <= candidates.gone, 'deleted',
        NOT found._fits, 'changed',
        '') AS reason,
      if(reason = '', found._written, ${removed.text}) AS written
    FROM candidates LEFT JOIN (
      SELECT id, stored_time AS _stored, ifNull(${page.where}, false) AS _fits, if(_fits, ${page.projection}, '') AS _written
      FROM ${page.from} WHERE id IN (SELECT id FROM candidates)
    ) AS found ON found.id = candidates.id
  )`
  return {
    ...page,
    from,
    where: 'true',
    projection: 'written',
    orderBy: 'id ASC',
    orderKey: 'toJSONString([id])',
    params: {
      ...page.params,
      ...removed.params,
      delta_since: since,
      delta_entity: entity,
      delta_ids: ids,
      ...(after === undefined ? {} : { delta_after: after }),
    },
  }
}
