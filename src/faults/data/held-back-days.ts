import { z } from 'zod'
import { dataFault } from '../fault.ts'
import { lengthDefault } from '../parameters.ts'

/** A day that fails the provider's quality gate appears later, when other days are already there. */
export const heldBackDays = dataFault({
  name: 'held-back-days',
  meaning: 'Whole days of a collection appear days late, with a new last_updated_time.',
  share: 0.1,
  parameters: {
    time: lengthDefault('3d', 'how late'),
    restamp: z
      .boolean()
      .default(true)
      .describe('they get a last_updated_time of when they appear; false keeps the old one'),
  },
  publish: ({ time, restamp }, publications, { bind, chance }) => {
    const held = chance('toDate(stamp)')
    const by = `toIntervalMillisecond(${bind('UInt64', time)})`
    return `SELECT * REPLACE (if(${held}, at + ${by}, at) AS at${
      restamp ? `, if(${held}, stamp + ${by}, stamp) AS stamp` : ''
    }) FROM (${publications})`
  },
})
