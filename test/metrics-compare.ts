import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { metric } from '../src/metrics/library.ts'
import { METRIC_SETTINGS } from '../src/metrics/query.ts'
import { type MetricRow, metricQuery, type Question } from '../src/metrics/run.ts'
import { importPeople } from '../src/people/import-people.ts'
import type { Parts } from '../src/simulator/truth/tally.ts'
import type { TruthFile } from '../src/simulator/truth/truth-text.ts'
import { type Engine, rows } from '../src/store/engine.ts'
import { COUNTERPARTS, type Counterpart, DISTINCT } from './metrics-truth.ts'

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

/** Numbers of one kind, by period and part; what is zero is left out. */
type Numbers = ReadonlyMap<string, number>

/** Compares what metrics say of a simulated company with its truth: how many numbers, and those that differ, in words. */
export class Comparison {
  compared = 0
  readonly different: string[] = []
  private readonly engine: Engine
  private readonly truth: TruthFile
  private readonly period: { readonly from: string; readonly to: string }
  private readonly dimensions: (names: readonly string[]) => readonly string[]

  /** @param dimensions those to compare by, of the ones a measure has */
  constructor(engine: Engine, folder: string, dimensions: (names: readonly string[]) => readonly string[]) {
    this.engine = engine
    this.dimensions = dimensions
    this.truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as TruthFile
    const { start, days } = this.truth.plan
    this.period = { from: start, to: new Date(Date.parse(start) + days * DAY).toISOString().slice(0, 10) }
  }

  /** Compares what metrics say of the company with its truth, by day: as a whole, and by dimensions. */
  async sums(): Promise<void> {
    for (const [measure, counterpart] of Object.entries(COUNTERPARTS))
      for (const name of this.namesOf(counterpart)) {
        const days = this.truth.days.map(({ day, measures }) => [day, measures[measure]] as const)
        const period = counterpart.onlyWhole ? (): string => 'whole' : (day: string): string => day
        await this.compare(measure, name, told(days, name, period), counterpart, {
          ...this.period,
          ...(counterpart.onlyWhole ? {} : { grain: 'day' }),
        })
      }
  }

  /** Compares numbers of distinct people: by day, week and month, and of the whole time. */
  async people(): Promise<void> {
    const { days, weeks, months, whole } = this.truth
    for (const [measure, counterpart] of Object.entries(DISTINCT))
      for (const name of this.namesOf(counterpart)) {
        const compare = async (
          periods: readonly (readonly [string, Parts | undefined])[],
          grain?: Question['grain'],
        ): Promise<void> => {
          const question = { ...this.period, ...(grain ? { grain } : {}) }
          await this.compare(
            `${measure} by ${grain ?? 'nothing'}`,
            name,
            told(periods, name),
            counterpart,
            question,
          )
        }
        await compare(
          days.map(({ day, measures }) => [day, measures[measure]]),
          'day',
        )
        await compare(
          Object.entries(weeks).map(([monday, measures]) => [monday, measures[measure]]),
          'week',
        )
        await compare(
          Object.entries(months).map(([month, measures]) => [`${month}-01`, measures[measure]]),
          'month',
        )
        await compare([['whole', whole[measure]]])
      }
  }

  /** Compares what is known only at the end: cohorts, people by their latest interaction, articles. */
  async ends(): Promise<void> {
    const { cohorts, articles, latest_interaction, days } = this.truth
    const ask = this.ask.bind(this)
    const months = (from: string, to: string): number =>
      Number(to.slice(0, 4)) * 12 +
      Number(to.slice(5)) -
      Number(from.slice(0, 4)) * 12 -
      Number(from.slice(5))
    this.note(
      'people of cohorts',
      nonZero(
        Object.entries(cohorts).flatMap(([first, active]) =>
          Object.entries(active).map(
            ([month, people]) => [`${first}-01 ${months(first, month)}`, people] as const,
          ),
        ),
      ),
      nonZero((await ask('retention_cohorts')).map(row => [`${row.cohort} ${row.age}`, row.numerator ?? 0])),
    )
    this.note(
      'people by their latest day',
      nonZero(Object.entries(latest_interaction).filter(([day]) => day >= this.period.from)),
      nonZero(
        (await ask('active_users_by_latest', { grain: 'day' })).map(row => [row.period!, row.value ?? 0]),
      ),
    )
    for (const [part, name] of [
      ['denominator', 'retrieved'],
      ['numerator', 'cited'],
    ] as const)
      this.note(
        `articles ${name}`,
        nonZero(articles.map(article => [article.resource_id, article[name]])),
        nonZero(
          (
            await ask('article_citation_rate', {
              by: ['article'],
              where: { type: ['RESOURCE_TYPE_KNOWLEDGE'] },
            })
          ).map(row => [String(row.article), row[part] ?? 0]),
        ),
      )
    this.note(
      'people with access',
      nonZero([['now', days.at(-1)!.measures.users_with_access?.all ?? 0]]),
      nonZero([['now', (await ask('adoption'))[0]!.denominator ?? 0]]),
    )
  }

  /** Compares percentiles of latency: each must lie within the bound the truth states for it. */
  async latency(): Promise<void> {
    for (const [variant, name] of [
      [undefined, 'p50'],
      ['p90', 'p90'],
      ['p99', 'p99'],
    ] as const) {
      const rows = await this.ask('plugin_latency', variant ? { variant } : {})
      for (const [plugin, latency] of Object.entries(this.truth.latency)) {
        const { exactly, at_least, at_most } = latency[name]
        const value = Math.round((rows.find(row => row.plugin === plugin)?.value ?? Number.NaN) * 1000)
        // Without a bound it is one of the slowest calls, or all of them were updated later and none is left.
        const within = at_most === null ? !(value < at_least) : value >= at_least && value <= at_most
        this.compared++
        if (!within)
          this.different.push(
            `${name} of ${plugin}: ${exactly} ms, in the records between ${at_least} and ${at_most}; not ${value}`,
          )
      }
    }
  }

  /** What a metric says, facts being up to date. */
  private ask(id: string, question: Partial<Question> = {}): Promise<MetricRow[]> {
    const { sql, params } = metricQuery(metric(id), { ...this.period, ...question })
    return rows(this.engine, { sql, params, settings: METRIC_SETTINGS })
  }

  private namesOf({ by, onlyParts }: Counterpart): readonly string[] {
    return [...(onlyParts ? [] : ['all']), ...this.dimensions(Object.keys(by))]
  }

  private async compare(
    measure: string,
    dimension: string,
    expected: Numbers,
    { metric: id, part, variant, where, parameters, scale = 1, by }: Counterpart,
    question: Question,
  ): Promise<void> {
    const own = by[dimension as keyof typeof by]
    const asked: Question = {
      ...question,
      by: own ? [own] : [],
      parameters: { ...PARAMETERS, ...parameters },
      ...(variant ? { variant } : {}),
      ...(where ? { where } : {}),
    }
    const found = (await this.ask(id, asked)).map(
      row =>
        [
          `${row.period ?? 'whole'} ${own ? String(row[own] ?? 'none') : 'all'}`,
          Math.round((row[part] ?? 0) * scale),
        ] as const,
    )
    this.note(`${measure} by ${dimension}`, expected, nonZero(found))
  }

  private note(what: string, expected: Numbers, found: Numbers): void {
    for (const key of new Set([...expected.keys(), ...found.keys()])) {
      this.compared++
      const [truly, counts] = [expected.get(key) ?? 0, found.get(key) ?? 0]
      if (truly !== counts) this.different.push(`${what}, ${key}: ${truly}, not ${counts}`)
    }
  }
}

/** What really was, by period and part. Periods of one name are added up. */
function told(
  periods: readonly (readonly [name: string, parts: Parts | undefined])[],
  dimension: string,
  named = (period: string): string => period,
): Numbers {
  return nonZero(
    periods.flatMap(([period, parts]) => {
      const found = dimension === 'all' ? { all: parts?.all ?? 0 } : (parts?.[dimension] ?? {})
      return Object.entries(found as { [value: string]: number }).map(
        ([value, number]) => [`${named(period)} ${value}`, number] as const,
      )
    }),
  )
}

function nonZero(numbers: readonly (readonly [string, number])[]): Numbers {
  const sums = new Map<string, number>()
  for (const [key, number] of numbers) if (number !== 0) sums.set(key, (sums.get(key) ?? 0) + number)
  return sums
}
