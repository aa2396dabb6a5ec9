import { setTimeout as sleep } from 'node:timers/promises'
import { progressOf } from '../../facts/refresh-facts.ts'
import { readAsked } from '../asked.ts'
import type { Dashboards } from '../context.ts'
import { dataVersion, knownVersion } from '../data-version.ts'
import { dimensionsQuestion } from '../dimension-routes.ts'
import type { DashboardFiles } from '../files/dashboard-files.ts'
import { findingsQuestion } from '../findings/finding-routes.ts'
import { findMetric, panelQuestion } from '../metric-answer.ts'
import type { Question } from '../question.ts'
import { Shared } from '../shared.ts'
import { storeSummary } from '../store-summary.ts'
import { inBackground } from './in-background.ts'
import { openedOverview } from './opened-overview.ts'
import { pageQuestions } from './page-questions.ts'

export interface WarmUpOptions {
  /** Whether others ask the store for something, besides the dashboards: a statement begins only when they do not. */
  readonly busy?: () => boolean
  /** How often it looks whether the data is another, which costs milliseconds. */
  readonly everyMs?: number
  /** So long at least lies between the beginnings of two warm-ups, however often the data changes. */
  readonly pauseMs?: number
  /** Told when all answers of the overview are known. */
  readonly onReady?: (done: { readonly answers: number; readonly milliseconds: number }) => void
  /** Told what could not be answered; the others are. */
  readonly onError?: (error: unknown) => void
}

/** Keeps the answers of the overview known until it is stopped. */
export interface WarmUp {
  /** Begins no statement any more, and waits for the one that runs. */
  stop(): Promise<void>
}

const LOOK_MS = 10_000
const PAUSE_MS = 5 * 60_000
/** How often it looks whether the others are done. */
const POLITE_MS = 100

/**
 * Answers what the overview asks when somebody opens it without any choice, before somebody does: at the beginning, and whenever the
 * data it rests on is another. Facts are derived by others; where nobody ever asked for them, nobody looks at dashboards, and only
 * what the store holds is counted.
 */
export function keepWarm(
  dashboards: Dashboards,
  files: DashboardFiles,
  {
    busy = () => false,
    everyMs = LOOK_MS,
    pauseMs = PAUSE_MS,
    onReady = () => {},
    onError = () => {},
  }: WarmUpOptions = {},
): WarmUp {
  const { engine, database, answers } = dashboards
  const stopping = new AbortController()
  const { signal } = stopping
  // Nobody waits for what is shared with statements that wait for everybody.
  const background = { ...dashboards, engine: inBackground(engine, turn), shared: new Shared() }
  const running = keep()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }

  async function keep(): Promise<void> {
    let answered: string | undefined
    let begun = Number.NEGATIVE_INFINITY
    await telling(async () => {
      await storeSummary(engine, database)
      // What another release derived is derived anew: the facts must be those of this one.
      if (!signal.aborted && (await progressOf(engine)) !== undefined) await dataVersion(engine)
    })
    while (!signal.aborted) {
      await telling(async () => {
        const version = await knownVersion(engine)
        if (version === undefined || version === answered || performance.now() - begun < pauseMs) return
        begun = performance.now()
        if (await answer(version)) answered = version
      })
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  /** @returns whether the data was the same until the end */
  async function answer(version: string): Promise<boolean> {
    const begun = performance.now()
    const questions = await overviewQuestions()
    for (const { key, work } of questions) {
      if (signal.aborted || (await knownVersion(engine)) !== version) return false
      await telling(() => answers.prepare(answers.tagOf(version, key), () => work(version)))
    }
    if (signal.aborted) return false
    if (questions.length > 0)
      onReady({ answers: questions.length, milliseconds: Math.round(performance.now() - begun) })
    return true
  }

  /** All that the overview asks; nothing of an empty store. */
  async function overviewQuestions(): Promise<Question[]> {
    const opened = await openedOverview(dashboards, files)
    if (!opened) return []
    const { overview, view, zone, all } = opened
    const { metrics, findings, dimensions } = pageQuestions(overview, view)
    return [
      ...metrics.map(({ metric, query }) =>
        panelQuestion(background, findMetric(dashboards, metric), readAsked(query, zone)),
      ),
      findingsQuestion(background, overview, readAsked(findings, zone), all),
      dimensionsQuestion(background, { ...dimensions, tz: zone }),
    ]
  }

  /** Waits until nobody asks for anything. */
  async function turn(): Promise<void> {
    while (!signal.aborted && (answers.busy || busy()))
      await sleep(POLITE_MS, undefined, { signal, ref: false })
    signal.throwIfAborted()
  }

  async function telling(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!signal.aborted) onError(error)
    }
  }
}
