import type { EntityName } from '../schema/entities.ts'
import { entityNames } from '../schema/entities.ts'
import { simulateCompany } from './index.ts'
import { DAY, dayNumber, instantText } from './instants.ts'
import type { CompanyPlan } from './simulation.ts'

/** What came to be within one tick of the clock. */
export interface Tick {
  /** The end of the tick; every record of it is stamped with this instant. */
  readonly at: number
  readonly records: { readonly [entity in EntityName]: readonly string[] }
}

// Neither pattern can match inside a JSON string, where quotes are escaped.
const STAMP = /"last_updated_time":"[^"]*"/
const MADE = /"created_time":"([^"]*)"/
const UPDATED = /"plugin_update_time":"([^"]*)"/

/**
 * A company as its own assistant would report it: each record soon after it came to be, not a day later. The people come first,
 * and again at the end of every day on which they did something. Holds one day at a time.
 *
 * @param tick milliseconds of the company's time from one tick to the next
 */
export function* trickle(plan: CompanyPlan, tick: number): Iterable<Tick> {
  const first = dayNumber(plan.start)
  for (const load of simulateCompany({ ...plan, irregularLoads: false })) {
    const day = dayNumber(load.day)
    const ticks = new Map<number, Record<EntityName, string[]>>()
    const put = (entity: EntityName, at: number, record: string): void => {
      // What changed on this day but was made before it comes with the first tick.
      const end = (Math.max(0, Math.floor((at - day * DAY) / tick)) + 1) * tick
      let records = ticks.get(end)
      if (records === undefined) {
        records = {
          users: [],
          conversations: [],
          interactions: [],
          'plugin-calls': [],
          'plugin-resources': [],
        }
        ticks.set(end, records)
      }
      records[entity].push(record)
    }
    for (const entity of entityNames)
      for (const record of load[entity]) {
        const time = entity === 'plugin-calls' ? UPDATED : MADE
        const made = time.exec(record)?.[1]
        const at =
          made === undefined
            ? (day + (day === first ? 0 : 1)) * DAY - (day === first ? 0 : 1)
            : Date.parse(made)
        put(entity, at, record)
      }
    for (const end of [...ticks.keys()].sort((a, b) => a - b)) {
      const at = day * DAY + end
      const stamp = `"last_updated_time":"${instantText(at)}"`
      const records = ticks.get(end) as Record<EntityName, string[]>
      for (const entity of entityNames)
        records[entity] = records[entity].map(record => record.replace(STAMP, stamp))
      yield { at, records }
    }
  }
}
