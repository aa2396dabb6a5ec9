import type { MetricRow } from '../../metrics/run.ts'
import type { Finding } from './finding.ts'
import type { Look } from './look.ts'
import { count, day, dayOfWeek } from './words.ts'

const DAY = 86_400_000
const METRIC = 'interactions'
const HEALTH = { path: '/health', filters: {} } as const

/** A day is missed where the same weekday usually has so many interactions, and it has less than this share of them. */
const LEAST_USUAL = 20
const LEAST_SHARE = 0.02
const MOST_DAYS = 3

/** What the numbers lack: days, records that were refused, a period to compare with. */
export async function findRecordProblems(look: Look): Promise<Finding[]> {
  const { period, before, asked, completeDay, firstDay, orphans, quarantined } = look
  if (firstDay === null)
    return [record('records', 'There are no records yet: sync a source, or import some.', 1)]
  if (!period)
    return [
      record(
        'records',
        `There are no complete days in this period: records are here from ${day(firstDay)}${completeDay ? ` and complete until ${day(completeDay)}` : ''}.`,
        1,
      ),
    ]
  const found: Finding[] = []
  const days = await look.count(METRIC, {
    grain: 'day',
    period: { from: before?.from ?? period.from, to: period.to },
  })
  found.push(...missingDays(days ?? [], period.from, period.to))
  if (completeDay !== null && completeDay < asked.to)
    found.push(
      record(
        METRIC,
        `From ${day(completeDay)} on records are still arriving: these days are not counted here.`,
        0.16,
      ),
    )
  if (!before)
    found.push(
      record(
        'records',
        `Records begin on ${day(firstDay)}: there is no whole period before to compare with.`,
        0.15,
      ),
    )
  if (quarantined > 0)
    found.push(
      record(
        'quarantined',
        `${count(quarantined)} records were refused and do not count; they wait in quarantine.`,
        0.3,
      ),
    )
  if (orphans > 0)
    found.push(
      record(
        'orphans',
        `${count(orphans)} things people did belong to conversations that are not here.`,
        0.12,
      ),
    )
  return found
}

const record = (metric: string, sentence: string, weight: number): Finding => ({
  kind: 'record',
  metric,
  sentence,
  weight,
  link: HEALTH,
})

/** Days on which next to nothing was recorded, where the same weekday usually has a lot. */
function missingDays(rows: readonly MetricRow[], from: string, to: string): Finding[] {
  const counted = new Map(rows.map(row => [row.period!, row.value ?? 0]))
  const first = [...counted.keys()].sort()[0]
  if (first === undefined) return []
  const every: string[] = []
  for (let at = Date.parse(first); at < Date.parse(to); at += DAY)
    every.push(new Date(at).toISOString().slice(0, 10))
  return every
    .filter(each => each >= from.slice(0, 10))
    .flatMap(each => {
      const same = every.filter(other => other !== each && dayOfWeek(other) === dayOfWeek(each))
      const usual = median(same.map(other => counted.get(other) ?? 0))
      const there = counted.get(each) ?? 0
      return usual >= LEAST_USUAL && there <= usual * LEAST_SHARE ? [{ each, usual, there }] : []
    })
    .slice(0, MOST_DAYS)
    .map(({ each, usual, there }) =>
      record(
        METRIC,
        `On ${dayOfWeek(each)}, ${day(each)} ${there === 0 ? 'nothing' : `${count(there)} things`} happened, where such a day usually has ${count(usual)}: a holiday, or a day that is missing.`,
        0.6,
      ),
    )
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted.length === 0 ? 0 : sorted[Math.floor((sorted.length - 1) / 2)]!
}
