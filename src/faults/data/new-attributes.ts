import { z } from 'zod'
import { dataFault } from '../fault.ts'
import { moment } from '../length-of-time.ts'

export const newAttributes = dataFault({
  name: 'new-attributes',
  meaning: 'From a day on records have an attribute that nobody announced.',
  share: 1,
  parameters: {
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be a name in lower case')
      .default('sentiment')
      .describe('what it is called'),
    value: z.string().default('NEUTRAL').describe('its value, a text'),
    since: moment
      .prefault('1d')
      .describe('from which last_updated_time on: an instant, or a time since the start'),
  },
  publish: ({ name, value, since }, publications, { bind, chance, start }) => {
    const addition = bind('String', `{${JSON.stringify(name)}:${JSON.stringify(value)},`)
    const has = `stamp >= fromUnixTimestamp64Milli(${bind('Int64', since(start))}, 'UTC') AND ${chance('id')}`
    return `SELECT * REPLACE (if(${has}, concat(${addition}, substring(record, 2)), record) AS record) FROM (${publications})`
  },
})
