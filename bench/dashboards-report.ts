import { machine } from './report.ts'
import { median } from './statistics.ts'

const QUICK_MS = 500

export interface Asked {
  readonly dashboard: string
  /** The panel’s question, or the figure’s metric. */
  readonly what: string
  readonly path: string
}

export interface Timed extends Asked {
  readonly milliseconds: number
  /** Of the server, where the system tells. */
  readonly processorMs: number | undefined
}

export interface Round {
  readonly questions: readonly Timed[]
  /** Until the last answer of the overview, all asked at once: when nobody asked before, and once more. */
  readonly overview: { readonly cold: number; readonly warm: number; readonly requests: number }
  readonly findings: number
}

/** From the navigation to the overview until its first number is on the screen: when nobody asked before, and once more. */
export interface Paint {
  readonly cold: number
  readonly warm: number
}

/** The overview as somebody finds it whom the server expected. */
export interface Prepared {
  /** From the start of the server until all is answered. */
  readonly ready: number
  readonly processorMs: number | undefined
  /** Until the last answer of the overview, all asked at once, and what is found among them. */
  readonly overview: number
  /** Undefined without a browser. */
  readonly firstFigure: number | undefined
}

export type Report = ReturnType<typeof report>

/** The medians of all rounds. */
export function report(
  interactions: number,
  rounds: readonly Round[],
  paints: readonly Paint[],
  prepared: readonly Prepared[],
) {
  const expected = (of: (each: Prepared) => number | undefined): number =>
    Math.round(median(prepared.map(each => of(each) ?? Number.NaN)))
  const middle = (of: (round: Round) => number): number => Math.round(median(rounds.map(of)))
  const questions = rounds[0]!.questions.map(({ dashboard, what, path }, i) => ({
    dashboard,
    what,
    path,
    milliseconds: middle(round => round.questions[i]!.milliseconds),
    processorMs: middle(round => round.questions[i]!.processorMs ?? Number.NaN),
  }))
  return {
    machine: machine(),
    interactions,
    rounds: rounds.length,
    questions,
    quick: questions.filter(({ milliseconds }) => milliseconds < QUICK_MS).length / questions.length,
    overview: {
      requests: rounds[0]!.overview.requests,
      cold: middle(round => round.overview.cold),
      warm: middle(round => round.overview.warm),
    },
    findings: middle(round => round.findings),
    /** Null without a browser. */
    firstFigure:
      paints.length === 0
        ? null
        : {
            cold: Math.round(median(paints.map(({ cold }) => cold))),
            warm: Math.round(median(paints.map(({ warm }) => warm))),
          },
    /** The overview as it is opened after the server answered it beforehand. */
    prepared: {
      ready: expected(each => each.ready),
      processorMs: expected(each => each.processorMs),
      overview: expected(each => each.overview),
      firstFigure: paints.length === 0 ? null : expected(each => each.firstFigure),
    },
  }
}

/** A report as text: a table of the dashboards, and what somebody waits for. */
export function tableOf({
  interactions,
  rounds,
  questions,
  quick,
  overview,
  findings,
  firstFigure: paint,
  prepared,
}: Report): string {
  const ids = [...new Set(questions.map(({ dashboard }) => dashboard))]
  const count = (n: number): string => n.toLocaleString('en')
  const perDashboard = ids.map(id => {
    const those = questions.filter(({ dashboard }) => dashboard === id)
    const times = those.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)
    const slowest = those.find(({ milliseconds }) => milliseconds === times.at(-1))!
    const processor = median(those.map(({ processorMs }) => processorMs))
    return `| ${id} | ${those.length} | ${count(median(times))} | ${count(processor)} | ${count(times.at(-1)!)} | ${slowest.what} |`
  })
  return [
    `${count(interactions)} interactions, ${rounds} rounds, medians in ms`,
    '',
    '| dashboard | questions | median | processor, median | slowest | which |',
    '|---|--:|--:|--:|--:|---|',
    ...perDashboard,
    '',
    `Under ${QUICK_MS} ms: ${Math.round(quick * 100)} % of ${questions.length} questions`,
    'Nobody asked before:',
    `- the overview's ${overview.requests} questions at once: ${count(overview.cold)} ms, and once more ${count(overview.warm)} ms`,
    `- the overview's findings: ${count(findings)} ms`,
    paint === null
      ? '- its first figure in a browser: skipped, no Chromium found (set CHROMIUM to its path)'
      : `- its first figure in a browser, from the navigation: ${count(paint.cold)} ms, and once more ${count(paint.warm)} ms`,
    'The overview as it is opened after the server answered it beforehand:',
    `- ready ${count(prepared.ready)} ms after the server, which used ${count(prepared.processorMs)} ms of processor time until then`,
    `- all its questions and its findings at once: ${count(prepared.overview)} ms`,
    ...(prepared.firstFigure === null
      ? []
      : [`- its first figure in a browser: ${count(prepared.firstFigure)} ms`]),
  ].join('\n')
}
