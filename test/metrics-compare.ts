import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { metric } from '../src/metrics/library.ts'
import { runMetric } from '../src/metrics/run.ts'
import { importPeople } from '../src/people/import-people.ts'
import type { TruthFile } from '../src/simulator/truth/truth-text.ts'
import type { Engine } from '../src/store/engine.ts'
import { COUNTERPARTS, type Counterpart } from './metrics-truth.ts'

/** The company names a form of its own: its title has to be told, as any company has to. */
const PARAMETERS = { ticket_titles: '(?i)file.*ticket|ask the people team' }

const DAY = 86_400_000

/** Takes over what a simulated company knows of its people: as they are at first, then those who moved, day by day. */
export async function importCompanyPeople(engine: Engine, folder: string): Promise<void> {
  await importPeople(engine, createReadStream(join(folder, 'people.csv')))
  for (const file of readdirSync(folder).sort()) {
    const { day } = /^people-(?<day>\d{4}-\d{2}-\d{2})\.csv$/.exec(file)?.groups ?? {}
    if (day !== undefined)
      await importPeople(engine, createReadStream(join(folder, file)), { since: `${day}T00:00:00.000Z` })
  }
}

/**
 * Compares what metrics say of a company with its truth, by day: as a whole, and by dimensions.
 *
 * @returns how many numbers were compared, and those that differ
 */
export async function compareWithTruth(
  engine: Engine,
  folder: string,
  dimensions: (names: readonly string[]) => readonly string[],
): Promise<{ compared: number; different: string[] }> {
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as TruthFile
  const { start, days } = truth.plan
  const period = { from: start, to: new Date(Date.parse(start) + days * DAY).toISOString().slice(0, 10) }
  const different: string[] = []
  let compared = 0
  for (const [measure, counterpart] of Object.entries(COUNTERPARTS))
    for (const name of [
      ...(counterpart.onlyParts ? [] : ['all']),
      ...dimensions(Object.keys(counterpart.by)),
    ]) {
      const expected = told(truth, measure, name, counterpart.onlyWhole ?? false)
      const found = await counted(engine, counterpart, name, period)
      for (const key of new Set([...expected.keys(), ...found.keys()])) {
        compared++
        const [truly, counts] = [expected.get(key) ?? 0, found.get(key) ?? 0]
        if (truly !== counts) different.push(`${measure} by ${name}, ${key}: ${truly}, not ${counts}`)
      }
    }
  return { compared, different }
}

/** What really was, by day and part. */
function told(truth: TruthFile, measure: string, dimension: string, onlyWhole: boolean): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [key, number] of truth.days.flatMap(({ day, measures }) => {
    const parts = measures[measure]
    const found =
      dimension === 'all'
        ? { all: parts?.all ?? 0 }
        : ((parts?.[dimension] ?? {}) as { [value: string]: number })
    return Object.entries(found)
      .filter(([, number]) => number !== 0)
      .map(([value, number]) => [`${onlyWhole ? 'whole' : day} ${value}`, number] as const)
  }))
    sums.set(key, (sums.get(key) ?? 0) + number)
  return sums
}

/** What the metric says, by day and part. */
async function counted(
  engine: Engine,
  { metric: id, part, variant, where, scale = 1, by, onlyWhole }: Counterpart,
  dimension: string,
  period: { readonly from: string; readonly to: string },
): Promise<Map<string, number>> {
  const own = by[dimension as keyof typeof by]
  const question = {
    ...period,
    ...(onlyWhole ? {} : { grain: 'day' as const }),
    by: own ? [own] : [],
    parameters: PARAMETERS,
    ...(variant ? { variant } : {}),
    ...(where ? { where } : {}),
  }
  const { rows } = await runMetric(engine, metric(id), question, { minimumGroup: 1 })
  return new Map(
    rows.flatMap(row => {
      const number = Math.round((row[part] ?? 0) * scale)
      return number === 0
        ? []
        : [[`${row.period ?? 'whole'} ${own ? String(row[own] ?? 'none') : 'all'}`, number]]
    }),
  )
}
