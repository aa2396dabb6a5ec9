import { lazy, Suspense, useRef, useState } from 'react'
import { readPalette } from '../charts/palette.ts'
import { Menu, type MenuItem } from '../components/Menu.tsx'
import { Figure } from '../figure/Figure.tsx'
import { figureState } from '../figure/figure-state.ts'
import { PlotSkeleton } from '../figure/PanelStates.tsx'
import { useFormat } from '../format/context.ts'
import type { Format } from '../format/format.ts'
import type { TableModel } from '../panels/model.ts'
import { Guard } from '../shell/Guard.tsx'
import { useRight } from '../shell/rights.ts'
import { leavingOut } from '../state/filters.ts'
import { useFilters } from '../state/use-filters.ts'
import { nameOfNode, pluginsOf, stepOf } from './naming.ts'
import { useCompare, useFlow, useJourneyAddress } from './queries.ts'
import { StepsAround } from './StepsAround.tsx'
import { journeyTexts } from './texts.ts'
import type { Flow, FlowNode, FlowTotals } from './types.ts'
import type { TurnChoice } from './use-turn-choice.ts'

const words = journeyTexts.flow
const PICTURE_HEIGHT = 560
const Sankey = lazy(() => import('./Sankey.tsx'))

interface FlowFigureProps {
  /** The step whose surroundings are shown; empty for none. */
  step: string
  onStep: (step: string) => void
  onTurns: (choice: TurnChoice) => void
}

/** The ways of conversations as one picture, and what comes before and after a place of it. */
export function FlowFigure({ step, onStep, onTurns }: FlowFigureProps) {
  const format = useFormat()
  const address = useJourneyAddress()
  const compare = useCompare()
  const found = useFlow(address('flow', { ...compare, step: step || undefined }))
  const { filters, change } = useFilters()
  const rows = useRight('rows')
  const chose = useRef(false)
  const choose = (next: string): void => {
    chose.current = true
    onStep(next)
  }
  const [asked, setAsked] = useState<{ node: FlowNode; at: { x: number; y: number } } | null>(null)
  const flow = found.data
  const named = (node: FlowNode): string => nameOfNode(node.id, node.folded, format)

  const actions = (node: FlowNode): MenuItem[] => {
    const around = stepOf(node)
    const value = node.value ?? (node.id.endsWith('~none') ? 'none' : null)
    const narrow = node.stage !== 'outcome' && value !== null
    // Without one of several plugins that answered together, others would go as well.
    const alone = value !== null && (node.stage !== 'plugin' || pluginsOf(value).length === 1)
    const rest = alone ? leavingOut(filters.where[node.stage], value) : null
    return [
      ...(around === null ? [] : [{ key: 'around', label: words.around, onChoose: () => choose(around) }]),
      ...(narrow
        ? [
            {
              key: 'only',
              label: words.only,
              onChoose: () =>
                change({
                  where: {
                    ...filters.where,
                    [node.stage]:
                      node.stage === 'plugin' && node.value !== null ? pluginsOf(node.value) : [value],
                  },
                }),
            },
            ...(rest === null
              ? []
              : [
                  {
                    key: 'not',
                    label: node.stage === 'plugin' ? words.notPlugin : words.not,
                    onChoose: () => change({ where: { ...filters.where, [node.stage]: rest } }),
                  },
                ]),
          ]
        : []),
      ...(rows && node.stage === 'outcome' && node.value !== null
        ? [{ key: 'turns', label: words.turns, onChoose: () => onTurns({ outcome: node.value ?? '' }) }]
        : []),
    ]
  }
  const chosen = flow?.nodes.find(node => step !== '' && stepOf(node) === step)?.id ?? null
  return (
    <>
      <Figure
        id="journey-flow"
        title={words.title}
        wide
        {...figureState(found)}
        {...(flow !== undefined && {
          empty: flow.conversations === 0,
          summary: summaryOf(flow, format),
          footnotes: [
            ...(flow.before ? [journeyTexts.before.about(format.span(flow.before))] : []),
            ...(flow.withheld > 0 ? [words.withheld(format.count(flow.withheld))] : []),
          ],
          table: tableOf(flow, format),
          sql: flow.sql,
          png: () => flowPng(flow, format),
        })}
        csv={address('flow.csv', compare)}
      >
        {flow !== undefined && flow.conversations > 0 && (
          <Guard>
            <Suspense fallback={<PlotSkeleton />}>
              <Sankey
                flow={flow}
                label={words.title}
                chosen={chosen}
                onChoose={(node, at) => actions(node).length > 0 && setAsked({ node, at })}
              />
            </Suspense>
          </Guard>
        )}
      </Figure>
      {asked !== null && (
        <Menu
          label={words.menu(named(asked.node))}
          at={asked.at}
          sections={[
            {
              title: `${named(asked.node)}: ${format.count(asked.node.conversations)}`,
              items: actions(asked.node),
            },
          ]}
          onClose={() => setAsked(null)}
        />
      )}
      {step !== '' && flow?.steps !== undefined && (
        <StepsAround
          steps={flow.steps}
          onStep={choose}
          stale={found.isPlaceholderData}
          chosen={chose.current}
        />
      )}
    </>
  )
}

/** The flow as a picture to take away; the chart comes with the code that draws it. */
async function flowPng(flow: Flow, format: Format): Promise<Blob> {
  const [{ panelPng }, { sankeyOption }] = await Promise.all([
    import('../charts/png.ts'),
    import('./sankey-option.ts'),
    import('./Sankey.tsx'),
  ])
  const palette = readPalette(document.body)
  const model = {
    empty: false,
    summary: summaryOf(flow, format),
    footnotes: [],
    table: tableOf(flow, format),
    picture: { kind: 'table' as const },
  }
  const option = sankeyOption(flow, { chosen: null, palette, format, animate: false })
  return panelPng(words.title, model, format, { option, height: PICTURE_HEIGHT })
}

function summaryOf(flow: Flow, format: Format): string {
  // Rarer topics together are no way that anybody takes.
  const first = flow.paths.find(path => !`${path.topic}${path.plugin}`.includes('~other')) ?? flow.paths[0]
  if (first === undefined) return ''
  const named = (id: string): string =>
    nameOfNode(id, flow.nodes.find(node => node.id === id)?.folded, format)
  const { before, success } = flow
  /** A number as it is told, with that of the period before, where both are known. */
  const told = (of: (totals: FlowTotals) => number | null, write: (value: number) => string): string => {
    const [now, then] = [of(flow), before === undefined ? null : of(before)]
    if (now === null) return '–'
    return then === null ? write(now) : journeyTexts.before.beside(write(now), write(then))
  }
  return [
    words.summary(
      told(totals => totals.conversations, format.count),
      [first.topic, first.plugin, first.outcome].map(named).join(' → '),
      format.share(first.conversations / flow.conversations),
    ),
    words.escalated(told(totals => shareOf(totals.escalated, totals.conversations), format.share)),
    ...(flow.counted > 0
      ? [
          words.success[success.of](
            told(totals => shareOf(totals.succeeded, totals.counted), format.share),
            decapitalised(success.sentence),
          ),
        ]
      : []),
  ].join(' ')
}

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

const decapitalised = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1)

function tableOf(flow: Flow, format: Format): TableModel {
  const named = (id: string): string =>
    nameOfNode(id, flow.nodes.find(node => node.id === id)?.folded, format)
  return {
    columns: [
      ...words.columns,
      ...(flow.before ? [journeyTexts.before.column] : []),
      words.succeeded[flow.success.of],
    ].map((label, index) => ({ label, numeric: index > 2 })),
    rows: flow.paths.map(path => ({
      key: `${path.topic} ${path.plugin} ${path.outcome}`,
      cells: [
        named(path.topic),
        named(path.plugin),
        named(path.outcome),
        format.count(path.conversations),
        ...(flow.before ? [path.previous == null ? '–' : format.count(path.previous)] : []),
        path.counted === 0 ? '–' : format.share(path.succeeded / path.counted),
      ],
      note: null,
      mark: null,
    })),
  }
}
