import { entityNames } from '../../schema/entities.ts'
import { dataFault } from '../fault.ts'
import { lengthDefault } from '../parameters.ts'

/** A sync between two of them sees children without their parents. */
export const staggeredEntities = dataFault({
  name: 'staggered-entities',
  meaning:
    'Collections of one load appear at different times, each at its own delay, with the stamp of the load.',
  share: 1,
  parameters: { span: lengthDefault('6h', 'the longest delay') },
  publish: ({ span }, publications, { bind, entity, random }) => {
    const delay = random(entityNames.indexOf(entity)).between(0, span)
    return `SELECT * REPLACE (at + toIntervalMillisecond(${bind('UInt64', delay)}) AS at) FROM (${publications})`
  },
})
