import type { EntityName } from '../../schema/entities.ts'
import { dataFault } from '../fault.ts'
import { moment } from '../length-of-time.ts'

/** The value that is replaced, and the one that nobody knows. */
const NEW_VALUES: Readonly<Record<EntityName, readonly [known: string, unknown: string]>> = {
  users: ['"user_preferred_language":"[^"]*"', '"user_preferred_language":"TLH"'],
  conversations: ['"route":"[^"]*"', '"route":"Voice"'],
  interactions: ['"type":"INTERACTION_TYPE_[A-Z_]*"', '"type":"INTERACTION_TYPE_VOICE_NOTE"'],
  'plugin-calls': ['"plugin_name":"(?:[^"\\\\\\\\]|\\\\\\\\.)*"', '"plugin_name":"Holographic Assistant"'],
  'plugin-resources': ['"type":"RESOURCE_TYPE_[A-Z_]*"', '"type":"RESOURCE_TYPE_HOLOGRAM"'],
}

export const newTypes = dataFault({
  name: 'new-types',
  meaning: 'From a day on some records have a type, route, language or plugin that nobody announced.',
  share: 0.1,
  parameters: {
    since: moment
      .prefault('1d')
      .describe('from which last_updated_time on: an instant, or a time since the start'),
  },
  publish: ({ since }, publications, { bind, chance, entity, start }) => {
    const [known, unknown] = NEW_VALUES[entity]
    const has = `stamp >= fromUnixTimestamp64Milli(${bind('Int64', since(start))}, 'UTC') AND ${chance('id')}`
    return `SELECT * REPLACE (if(${has}, replaceRegexpOne(record, '${known}', '${unknown}'), record) AS record) FROM (${publications})`
  },
})
