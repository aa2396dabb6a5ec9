import { dataFault } from '../fault.ts'
import { lengthDefault } from '../parameters.ts'

/** What was older when the clock began was never there; what grows older than that is there no more, but was. */
export const movingHorizon = dataFault({
  name: 'moving-horizon',
  meaning: 'Only what was updated within the last thirty days is shown.',
  share: 1,
  parameters: { days: lengthDefault('30d', 'how far back it reaches, by the source’s clock') },
  publish: ({ days }, publications, { bind, start }) =>
    `SELECT * FROM (${publications}) WHERE stamp >= fromUnixTimestamp64Milli(${bind('Int64', start - days)}, 'UTC')`,
  horizon: ({ days }, now) => now - days,
})
