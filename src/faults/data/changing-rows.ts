import { z } from 'zod'
import type { EntityName } from '../../schema/entities.ts'
import { dataFault } from '../fault.ts'
import { lengthDefault } from '../parameters.ts'

/** What is not known of a record at first. Only attributes that may be null. */
const UNKNOWN_AT_FIRST: Readonly<Record<EntityName, string>> = {
  users: 'latest_interaction_time',
  conversations: 'primary_domain',
  interactions: 'parent_interaction_id',
  'plugin-calls': 'plugin_update_time',
  'plugin-resources': 'plugin_call_id',
}

/** In a walk ordered by `last_updated_time` they move from where they were to its end. */
export const changingRows = dataFault({
  name: 'changing-rows',
  meaning:
    'Some records change after they appeared: an attribute that was null is known, and last_updated_time is new.',
  share: 0.1,
  parameters: {
    time: lengthDefault('20h', 'how long after they appeared at most; each record has its own time'),
    restamp: z
      .boolean()
      .default(true)
      .describe('the change has a new last_updated_time; false keeps the old one'),
  },
  publish: ({ time, restamp }, publications, { bind, chance, entity }) => {
    const by = `toIntervalMillisecond(if(later, 1 + sipHash64(id, 'change') % ${bind('UInt64', time)}, 0))`
    const known = `'"${UNKNOWN_AT_FIRST[entity]}":"(?:[^"\\\\\\\\]|\\\\\\\\.)*"'`
    const unknown = `'"${UNKNOWN_AT_FIRST[entity]}":null'`
    return `SELECT * EXCEPT (changes, later) REPLACE (
        at + ${by} AS at,
        ${restamp ? `stamp + ${by} AS stamp,` : ''}
        if(changes AND NOT later, replaceRegexpOne(record, ${known}, ${unknown}), record) AS record,
        version + later AS version
      ) FROM (
        SELECT *, ${chance('id')} AS changes, arrayJoin(if(changes, [false, true], [false])) AS later FROM (${publications})
      )`
  },
})
