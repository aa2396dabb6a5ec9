import { answerOf, type Cut, type CutRow, cutsQuery, isOfPeriod } from '../../metrics/cuts.ts'
import type { Metric } from '../../metrics/definition.ts'
import { isOfPeople } from '../../metrics/dimensions.ts'
import { METRIC_SETTINGS } from '../../metrics/query.ts'
import type { MetricRow, Question } from '../../metrics/run.ts'
import { type Engine, rows } from '../../store/engine.ts'

export interface Period {
  readonly from: string
  readonly to: string
}

interface Waiting {
  readonly cut: Cut
  readonly period: Period
  readonly resolve: (rows: MetricRow[]) => void
  readonly reject: (error: unknown) => void
}

/** Questions that one statement answers. */
interface Batch {
  readonly metric: Metric
  readonly question: Question
  readonly waiting: Waiting[]
}

/**
 * Counts for all who look for something on a page. The questions of one moment that are about the same metric and filters become
 * one statement, however they cut it, and whether they are about the period, the one before, or both.
 */
export class Counting {
  readonly #engine: Engine
  readonly #minimumGroup: number
  /** The period that is looked at and the one before, which ends where it begins. */
  readonly #periods: { readonly period: Period | undefined; readonly before: Period | undefined }
  readonly #batches = new Map<string, Batch>()
  /** One statement at a time: all at once would leave little of the engine to the figures of the page, which are seen first. */
  #line: Promise<void> = Promise.resolve()

  constructor(
    engine: Engine,
    {
      minimumGroup,
      ...periods
    }: { minimumGroup: number; period: Period | undefined; before: Period | undefined },
  ) {
    this.#engine = engine
    this.#minimumGroup = minimumGroup
    this.#periods = periods
  }

  /** The rows of the answer to a question, cut in a way. */
  count(metric: Metric, question: Question, cut: Pick<Cut, 'by' | 'grain'>): Promise<MetricRow[]> {
    const { from, to, ...rest } = question
    const period = { from, to }
    const { grain } = cut
    const shared = grain && /\{(?:grain|bucket):String\}/.test(metric.sql) ? { ...rest, grain } : rest
    const key = JSON.stringify([
      metric.id,
      shared,
      // What a row says depends on the days of the question: other days need a statement of their own.
      ...(this.#isPart(period) && !isOfWholePeriod(metric, question, cut) ? [] : [period]),
      // Who people are has to be joined, and how many they are counted, row by row: for the other cuts that would be for nothing.
      !metric.whole_period && cut.by.some(isOfPeople),
    ])
    if (this.#batches.size === 0) setImmediate(() => this.#begin())
    const batch: Batch = this.#batches.get(key) ?? { metric, question: { ...period, ...shared }, waiting: [] }
    this.#batches.set(key, batch)
    return new Promise((resolve, reject) => batch.waiting.push({ cut, period, resolve, reject }))
  }

  /** Whether days are those that are looked at, those before, or both. */
  #isPart({ from, to }: Period): boolean {
    const { period, before } = this.#periods
    return (from === period?.from || from === before?.from) && (to === period?.to || to === before?.to)
  }

  #begin(): void {
    const batches = [...this.#batches.values()]
    this.#batches.clear()
    for (const batch of batches)
      this.#line = this.#line
        .then(() => this.#answer(batch))
        .catch(error => {
          for (const { reject } of batch.waiting) reject(error)
        })
  }

  async #answer({ metric, question, waiting }: Batch): Promise<void> {
    const { period, before } = this.#periods
    const periods = waiting.map(each => each.period)
    // Of the two periods the one before begins first, and the other ends last.
    const from = periods.find(each => each.from === before?.from)?.from ?? periods[0]!.from
    const to = periods.find(each => each.to === period?.to)?.to ?? periods[0]!.to
    const cuts = waiting.map(({ cut, period: own }): Cut => {
      if (own.from === from && own.to === to) return cut
      return { ...cut, side: own.to === to ? 'after' : 'before' }
    })
    const asked = { ...question, from, to }
    const found = await rows<CutRow>(this.#engine, {
      ...cutsQuery(metric, asked, cuts, period?.from),
      settings: METRIC_SETTINGS,
    })
    for (const [i, { resolve }] of waiting.entries())
      resolve(answerOf(metric, asked, cuts, cuts[i]!, found, this.#minimumGroup))
  }
}

/** Whether a row says something else when more days are asked for. */
function isOfWholePeriod(metric: Metric, { where = {} }: Question, { by }: Pick<Cut, 'by'>): boolean {
  return metric.whole_period || isOfPeriod({ by, where })
}
