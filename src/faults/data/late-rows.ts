import { dataFault } from '../fault.ts'
import { lengthDefault } from '../parameters.ts'

/** Whoever asks for what is newer than the newest stamp seen never sees them. */
export const lateRows = dataFault({
  name: 'late-rows',
  meaning: 'Some records appear hours after their last_updated_time, also between two pages of a walk.',
  share: 0.1,
  parameters: { time: lengthDefault('30h', 'the longest delay; each record has its own') },
  publish: ({ time }, publications, { bind, chance }) =>
    `SELECT * REPLACE (
       at + toIntervalMillisecond(if(${chance('id')}, sipHash64(id, 'late') % ${bind('UInt64', time + 1)}, 0)) AS at
     ) FROM (${publications})`,
})
