import { entities } from '../../schema/entities.ts'
import { type Engine, rows } from '../../store/engine.ts'

/** Records of an entity that were created on a day (UTC). */
export interface DayOfRecords {
  readonly day: string
  readonly records: number
  /** Stamped by the source more than `late_hours` after they were created. */
  readonly late: number
  /** How many such a weekday usually has: the median of the other ones shown. */
  readonly usual: number
  /** `arriving`: the source has not loaded the whole of it. `missing`: nothing, where there is usually something. `thin`: far less. */
  readonly state: 'whole' | 'arriving' | 'missing' | 'thin'
}

export interface EntityDays {
  readonly entity: string
  readonly days: readonly DayOfRecords[]
}

const SHOWN_DAYS = 56
const DAY = 86_400_000
/** Fewer than this are too few to call a day thin or missing. */
const LEAST_USUAL = 10
const THIN = 0.3

/** Records a day of every entity that has a time of creation, over the last eight weeks the store has. */
export async function readDays(engine: Engine, lateHours: number): Promise<EntityDays[]> {
  const timed = entities.filter(entity => 'created_time' in entity.attributes)
  return Promise.all(
    timed.map(async ({ name, table }) => {
      const found = await rows<{ day: string; records: number; late: number; loaded: string }>(engine, {
        sql: `WITH (SELECT max(created_time) FROM ${table}) AS newest
              SELECT toDate(created_time, 'UTC') AS day, count() AS records,
                countIf(last_updated_time > created_time + toIntervalHour({late:UInt32})) AS late,
                toDate((SELECT max(last_updated_time) FROM ${table}), 'UTC') AS loaded
              FROM ${table} FINAL
              WHERE created_time >= toStartOfDay(newest) - toIntervalDay(${SHOWN_DAYS - 1})
              GROUP BY day ORDER BY day`,
        params: { late: lateHours },
      })
      return { entity: name, days: judged(found) }
    }),
  )
}

/** Fills the days without records in, and says what each day is. */
export function judged(
  found: readonly { day: string; records: number; late: number; loaded: string }[],
): DayOfRecords[] {
  const [first] = found
  const last = found.at(-1)
  if (!first || !last) return []
  const byDay = new Map(found.map(row => [row.day, row]))
  const days: string[] = []
  for (let at = Date.parse(first.day); at <= Date.parse(last.day); at += DAY)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days.map(day => {
    const { records = 0, late = 0 } = byDay.get(day) ?? {}
    const others = days.filter(other => other !== day && other < last.loaded && sameWeekday(other, day))
    const usual = median(others.map(other => byDay.get(other)?.records ?? 0))
    const state =
      day >= last.loaded
        ? 'arriving'
        : usual < LEAST_USUAL
          ? 'whole'
          : records === 0
            ? 'missing'
            : records < usual * THIN
              ? 'thin'
              : 'whole'
    return { day, records, late, usual, state }
  })
}

const sameWeekday = (a: string, b: string): boolean => (Date.parse(a) - Date.parse(b)) % (7 * DAY) === 0

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
