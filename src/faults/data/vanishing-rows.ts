import { dataFault } from '../fault.ts'
import { lengthDefault } from '../parameters.ts'

/** The real API does not tell of what it deletes. */
export const vanishingRows = dataFault({
  name: 'vanishing-rows',
  meaning: 'Some records are deleted after they appeared.',
  share: 0.05,
  parameters: { time: lengthDefault('3d', 'how long they are there at most; each record has its own time') },
  publish: ({ time }, publications, { bind, chance }) => {
    const by = `toIntervalMillisecond(1 + sipHash64(id, 'vanish') % ${bind('UInt64', time)})`
    return `SELECT * FROM (${publications}) UNION ALL
      SELECT id, max(at) + any(${by}) AS gone_at, max(stamp) AS gone_stamp, '' AS record, max(version) + 1 AS gone_version, true AS gone, gone_stamp AS original
      FROM (${publications}) WHERE ${chance('id')} GROUP BY id`
  },
})
