import { dataFault } from '../fault.ts'
import { lengthDefault } from '../parameters.ts'

/** No page, and no watermark, can be cut within such a load. */
export const batchStamps = dataFault({
  name: 'batch-stamps',
  meaning:
    'All records that a collection loads within a day, say, have one last_updated_time: that of the load.',
  share: 1,
  parameters: { load: lengthDefault('1d', 'what one load holds') },
  publish: ({ load }, publications, { bind }) => {
    const milliseconds = bind('Int64', load)
    const loaded = `fromUnixTimestamp64Milli(intDiv(toUnixTimestamp64Milli(stamp), ${milliseconds}) * ${milliseconds} + ${milliseconds} - 1, 'UTC')`
    return `SELECT * REPLACE (${loaded} AS stamp, greatest(at, ${loaded}) AS at) FROM (${publications})`
  },
})
