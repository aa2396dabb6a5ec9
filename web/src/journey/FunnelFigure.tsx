import { PartsList } from '../charts/PartsList.tsx'
import { Figure } from '../figure/Figure.tsx'
import { figureState } from '../figure/figure-state.ts'
import { useFormat } from '../format/context.ts'
import type { Format } from '../format/format.ts'
import type { PartsModel, TableModel } from '../panels/model.ts'
import { panelTexts } from '../panels/texts.ts'
import { useRight } from '../shell/rights.ts'
import { useFilters } from '../state/use-filters.ts'
import { useCompare, useFunnel, useJourneyAddress } from './queries.ts'
import { journeyTexts } from './texts.ts'
import type { Funnel } from './types.ts'
import type { TurnChoice } from './use-turn-choice.ts'

const words = journeyTexts.funnel
/** The last step loses those who are content and say nothing: it is no step to be mended. */
const STEPS_TO_MEND = 5
const SMALL_LOSS = 0.1

/** How far questions come; a stage leads to those that came no further. */
export function FunnelFigure({ onTurns }: { onTurns: (choice: TurnChoice) => void }) {
  const format = useFormat()
  const address = useJourneyAddress()
  const compare = useCompare()
  const { filters } = useFilters()
  const found = useFunnel(address('funnel', compare))
  const rows = useRight('rows')
  const funnel = found.data
  const png = async (shown: Funnel): Promise<Blob> => {
    const { panelPng } = await import('../charts/png.ts')
    const model = {
      empty: false,
      summary: summaryOf(shown, format),
      footnotes: notesOf(shown, format),
      table: tableOf(shown, format),
      picture: listOf(shown, false, format),
    }
    return panelPng(words.title, model, format)
  }
  return (
    <Figure
      id="journey-funnel"
      title={words.title}
      {...figureState(found)}
      {...(funnel !== undefined && {
        empty: funnel.stages[0]?.questions === 0,
        summary: summaryOf(funnel, format),
        footnotes: [
          ...notesOf(funnel, format),
          ...(filters.success === null ? [] : [words.definition]),
          ...(funnel.withheld > 0 ? [words.withheld] : []),
        ],
        table: tableOf(funnel, format),
        sql: funnel.sql,
        png: () => png(funnel),
      })}
      csv={address('funnel.csv', compare)}
    >
      {funnel !== undefined && (
        <PartsList
          model={listOf(funnel, rows, format)}
          onMark={mark => onTurns({ stage: mark.where.stage ?? '' })}
        />
      )}
    </Figure>
  )
}

interface Step {
  readonly stage: Funnel['stages'][number]['stage']
  readonly questions: number | null
  readonly left: number | null
  /** Shares of all questions, and of those of the step before. */
  readonly ofAll: number | null
  readonly ofBefore: number | null
  /** Questions of the period before, and their share of all of them. */
  readonly previous: number | null
  readonly previousOfAll: number | null
}

function stepsOf({ stages }: Funnel): Step[] {
  const all = stages[0]?.questions ?? null
  const share = (part: number | null, whole: number | null | undefined): number | null =>
    part === null || !whole ? null : part / whole
  const allBefore = stages[0]?.previous ?? null
  return stages.map(({ stage, questions, left, previous = null }, index) => ({
    stage,
    questions,
    left,
    ofAll: share(questions, all),
    ofBefore: index === 0 ? 1 : share(questions, stages[index - 1]?.questions),
    previous,
    previousOfAll: share(previous, allBefore),
  }))
}

function summaryOf(funnel: Funnel, format: Format): string {
  const steps = stepsOf(funnel)
  const worst = steps
    .slice(1, STEPS_TO_MEND)
    .filter(step => step.ofBefore !== null)
    .sort((a, b) => (a.ofBefore ?? 1) - (b.ofBefore ?? 1))[0]
  if (worst?.ofBefore == null) return ''
  const lost = 1 - worst.ofBefore
  return lost < SMALL_LOSS
    ? words.kept(format.share(lost))
    : words.summary(format.count(steps[0]?.questions ?? 0), words.names[worst.stage], format.share(lost))
}

function listOf(funnel: Funnel, rows: boolean, format: Format): PartsModel {
  return {
    kind: 'parts',
    compared: funnel.before !== undefined,
    parts: stepsOf(funnel).map(({ stage, questions, left, ofAll, previous, previousOfAll }, index) => {
      const value = questions === null ? '–' : format.count(questions)
      const name = words.names[stage]
      return {
        key: stage,
        name,
        value,
        detail:
          index === 0 ? wasAll(previous, format) : ofAll === null ? '' : was(ofAll, previousOfAll, format),
        length: ofAll ?? 0,
        // All are all: nothing to compare.
        before: index === 0 ? null : previousOfAll,
        quiet: false,
        mark: rows && left ? { label: name, value, where: { stage }, span: null } : null,
      }
    }),
  }
}

function notesOf({ before }: Funnel, format: Format): string[] {
  return [words.silence, ...(before ? [words.shares, panelTexts.tick(format.span(before))] : [])]
}

const wasAll = (previous: number | null, format: Format): string =>
  previous === null ? words.all : words.allBefore(format.count(previous))

const was = (share: number, previous: number | null, format: Format): string =>
  previous === null
    ? words.detail(format.share(share))
    : words.was(format.share(share), format.share(previous))

function tableOf(funnel: Funnel, format: Format): TableModel {
  const write = (value: number | null, as: (value: number) => string): string =>
    value === null ? '–' : as(value)
  return {
    columns: [...words.columns, ...(funnel.before ? words.before : [])].map((label, index) => ({
      label,
      numeric: index > 0,
    })),
    rows: stepsOf(funnel).map(step => ({
      key: step.stage,
      cells: [
        words.names[step.stage],
        write(step.questions, format.count),
        write(step.ofAll, format.share),
        write(step.ofBefore, format.share),
        write(step.left, format.count),
        ...(funnel.before
          ? [write(step.previous, format.count), write(step.previousOfAll, format.share)]
          : []),
      ],
      note: null,
      mark: null,
    })),
  }
}
