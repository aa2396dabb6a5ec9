import type { Health } from './health.ts'

/** Something about the data that readers of its numbers should know, in words. */
export interface Finding {
  /** `bad`: numbers are wrong or will be lost. `watch`: they are not final. `good`: nothing to worry about. */
  readonly level: 'bad' | 'watch' | 'good'
  /** What is so. */
  readonly sentence: string
  /** What it does to the numbers. */
  readonly meaning: string
  /** What to do about it; null when nothing has to be done. */
  readonly action: string | null
  /** The section of the page that has the details. */
  readonly section: 'sources' | 'days' | 'drift' | 'quarantine' | 'people' | 'orphans' | 'facts'
}

/** Behind by so long, a source that loads once a day has missed a load. */
const LONG_LAG_HOURS = 60
const FEW_DAYS_LEFT = 7
const FEW_KNOWN = 0.8

type Known = Omit<Health, 'findings' | 'now'>

/** What is amiss, the gravest first; one good word when nothing is. */
export function findingsOn(health: Known, now: number): Finding[] {
  const found = [
    ...empty(health),
    ...ofSources(health),
    ...ofDays(health),
    ...ofRefusals(health),
    ...ofOrphans(health),
    ...ofFacts(health),
    ...ofDrift(health, now),
    ...ofPeople(health),
  ]
  const grave = { bad: 0, watch: 1, good: 2 }
  const sorted = found.sort((a, b) => grave[a.level] - grave[b.level])
  return sorted.some(finding => finding.level !== 'good')
    ? sorted
    : [
        {
          level: 'good',
          sentence: 'Everything that the sources have shown is here.',
          meaning: 'Numbers of whole days are final, but for records the sources bring late.',
          action: null,
          section: 'sources',
        },
        ...sorted,
      ]
}

function empty({ holdings }: Known): Finding[] {
  if (holdings.some(each => each.records > 0)) return []
  return [
    {
      level: 'bad',
      sentence: 'The store is empty.',
      meaning: 'There is nothing to count.',
      action: 'Bring records in: debrief sync, or debrief import.',
      section: 'sources',
    },
  ]
}

function ofSources({ sources }: Known): Finding[] {
  return sources.flatMap(({ source, name, entities, runs, removed }): Finding[] => {
    if (removed) return []
    const called = name ?? source
    const found: Finding[] = []
    const closest = entities
      .filter(each => each.days_left !== null)
      .sort((a, b) => a.days_left! - b.days_left!)[0]
    if (closest && closest.days_left! < FEW_DAYS_LEFT)
      found.push({
        level: 'bad',
        sentence: `${closest.entity} of ${called}: ${many(closest.days_left!, 'day is', 'days are')} left until the source’s horizon swallows what is not read.`,
        meaning: 'What it swallows can never be read again.',
        action: 'Sync now: debrief sync.',
        section: 'sources',
      })
    const behind = entities.filter(each => each.state === 'behind')
    if (behind.length > 0)
      found.push({
        level: 'bad',
        sentence: `${list(behind.map(each => each.entity))} of ${called} ${behind.length === 1 ? 'is' : 'are'} behind: ${many(
          behind.reduce((n, each) => n + each.open, 0),
          'window is',
          'windows are',
        )} not complete.`,
        meaning: 'Records of these times may be missing, so that counts are too low.',
        action: 'Sync again: debrief sync. It goes on where it was cut off.',
        section: 'sources',
      })
    const unequal = entities.filter(each => each.state === 'unequal')
    if (unequal.length > 0)
      found.push({
        level: 'bad',
        sentence: `The last audit of ${called} found another number of ${list(unequal.map(each => each.entity))} than is stored.`,
        meaning: 'The source has records that are not here, though every window was read.',
        action: `Look at the reason: ${unequal[0]!.reason || 'debrief ledger'}`,
        section: 'sources',
      })
    for (const { entity, lost } of entities)
      for (const { since, until } of lost)
        found.push({
          level: 'watch',
          sentence: `${entity} of ${called} from ${since.slice(0, 16).replace('T', ' ')} to ${until.slice(0, 16).replace('T', ' ')} (UTC) fell behind the source’s horizon before all of them were read.`,
          meaning: 'Counts of these days are too low, and stay so.',
          action: 'Ask the source’s vendor for these records, and bring them in: debrief import.',
          section: 'sources',
        })
    const lags = entities.flatMap(each => (each.lag_hours === null ? [] : [each.lag_hours]))
    const lag = lags.length > 0 ? Math.max(...lags) : 0
    if (lag > LONG_LAG_HOURS)
      found.push({
        level: 'watch',
        sentence: `Nothing was read from ${called} for ${many(Math.floor(lag / 24), 'day', 'days')}.`,
        meaning: 'The latest days are missing: they are not quiet, they are not here.',
        action: 'Sync: debrief sync. With a schedule in debrief.yaml it happens by itself.',
        section: 'sources',
      })
    const [last] = runs
    if (last && last.failures.length > 0)
      found.push({
        level: 'watch',
        sentence: `The last run of ${called} failed in part: ${last.failures[0]}`,
        meaning: 'What it did read is stored. The rest is read by the next run.',
        action: 'Sync again: debrief sync.',
        section: 'sources',
      })
    return found
  })
}

function ofDays({ days }: Known): Finding[] {
  const odd = grouped(days, day => day.state === 'missing' || day.state === 'thin')
  const late = grouped(days, day => day.records > 0 && day.late > day.records / 2)
  return [
    ...odd.map(
      ({ entities, found }): Finding => ({
        level: 'watch',
        sentence: `${lastOf(found)} ${found.length === 1 ? 'has' : 'have'} far fewer ${list(entities)} than such days usually have.`,
        meaning: 'A holiday or an outage, or days that the source holds back: then their numbers will grow.',
        action: null,
        section: 'days',
      }),
    ),
    ...late.map(
      ({ entities, found }): Finding => ({
        level: 'watch',
        sentence: `${many(found.length, 'day', 'days')} of ${list(entities)} came late, last ${found.at(-1)}.`,
        meaning: 'Whoever looked earlier saw smaller numbers for these days.',
        action: null,
        section: 'days',
      }),
    ),
  ]
}

/** Days of some kind, with the entities that have the same ones together. */
function grouped(
  days: Known['days'],
  isKind: (day: Known['days'][number]['days'][number]) => boolean,
): { entities: string[]; found: string[] }[] {
  const groups = new Map<string, { entities: string[]; found: string[] }>()
  for (const { entity, days: all } of days) {
    const found = all.filter(isKind).map(day => day.day)
    const group = groups.get(found.join()) ?? { entities: [], found }
    group.entities.push(entity)
    groups.set(found.join(), group)
  }
  return [...groups.values()].filter(group => group.found.length > 0)
}

const lastOf = (days: readonly string[]): string =>
  list([...days.slice(-3), ...(days.length > 3 ? [`${days.length - 3} more`] : [])])

function ofRefusals({ refusals }: Known): Finding[] {
  const records = refusals.reduce((n, each) => n + each.records, 0)
  if (records === 0) return []
  return [
    {
      level: 'watch',
      sentence: `${many(records, 'record was', 'records were')} refused and ${records === 1 ? 'waits' : 'wait'} in quarantine.`,
      meaning: 'They break the contract and count nowhere.',
      action: 'See why: debrief quarantine.',
      section: 'quarantine',
    },
  ]
}

function ofOrphans({ orphans }: Known): Finding[] {
  return orphans.map(({ entity, missing, records }) => ({
    level: 'watch' as const,
    sentence: `${many(records, `record of ${entity} belongs`, `records of ${entity} belong`)} to ${
      missing === 'interaction' ? 'an interaction' : 'a conversation'
    } that is not here.`,
    meaning:
      'A sync between the loads of two entities leaves such records until the next one. They count in totals, but not by what the missing record says.',
    action: 'If it stays so: debrief ledger --integrity, then debrief sync --full.',
    section: 'orphans' as const,
  }))
}

function ofFacts({ facts }: Known): Finding[] {
  if (facts.records_since === 0) return []
  return [
    {
      level: 'good',
      sentence: `${many(facts.records_since, 'record was', 'records were')} stored since the facts were derived.`,
      meaning: 'The next number that is asked for brings them up to date first.',
      action: null,
      section: 'facts',
    },
  ]
}

function ofDrift({ drift }: Known, now: number): Finding[] {
  const recent = drift.filter(each => now - Date.parse(each.first_seen) < 30 * 86_400_000)
  if (drift.length === 0) return []
  const [attributes, values] = [drift.filter(each => each.value === null), drift.filter(each => each.value)]
  return [
    {
      level: recent.length > 0 ? 'watch' : 'good',
      sentence: `Sources give ${list([
        ...(attributes.length > 0 ? [many(attributes.length, 'attribute', 'attributes')] : []),
        ...(values.length > 0 ? [many(values.length, 'value', 'values')] : []),
      ])} that no document knows.`,
      meaning: 'They are kept and served. No metric looks at them until somebody says what they mean.',
      action: null,
      section: 'drift',
    },
  ]
}

function ofPeople({ people, holdings }: Known): Finding[] {
  const { active, with_record, with_department } = people
  if (active === 0 || holdings.every(each => each.records === 0)) return []
  const found: Finding[] = []
  if (with_record < active)
    found.push({
      level: 'watch',
      sentence: `Of ${active} active people, ${active - with_record} have no record.`,
      meaning: 'Their language and address are unknown; exclusions by address do not find them.',
      action: null,
      section: 'people',
    })
  if (with_department < active * FEW_KNOWN)
    found.push({
      level: 'good',
      sentence: `The department of ${with_department} of ${active} active people is known.`,
      meaning: 'Numbers by department, location and country have a large part “none”.',
      action: 'Import what you know of people: debrief people import people.csv.',
      section: 'people',
    })
  return found
}

const many = (n: number, one: string, more: string): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : more}`

function list(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
