import { lazy, Suspense, useRef, useState } from 'react'
import { readPalette } from '../charts/palette.ts'
import { Menu, type MenuItem } from '../components/Menu.tsx'
import { Figure } from '../figure/Figure.tsx'
import { PlotSkeleton } from '../figure/PanelStates.tsx'
import { useFormat } from '../format/context.ts'
import type { Format } from '../format/format.ts'
import type { TableModel } from '../panels/model.ts'
import { Guard } from '../shell/Guard.tsx'
import { useRight } from '../shell/rights.ts'
import { leavingOut } from '../state/filters.ts'
import { useFilters } from '../state/use-filters.ts'
import { nameOfNode, pluginsOf, stepOf } from './naming.ts'
import { useFlow, useJourneyAddress } from './queries.ts'
import { StepsAround } from './StepsAround.tsx'
import { journeyTexts } from './texts.ts'
import type { Flow, FlowNode } from './types.ts'
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
  const found = useFlow(address('flow', { step: step || undefined }))
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
        state={
          flow === undefined
            ? found.isError
              ? 'failed'
              : 'loading'
            : found.isPlaceholderData
              ? 'stale'
              : 'ready'
        }
        {...(found.isError && {
          problem: { message: found.error.message, onRetry: () => void found.refetch() },
        })}
        {...(flow !== undefined && {
          empty: flow.conversations === 0,
          summary: summaryOf(flow, format),
          footnotes: flow.withheld > 0 ? [words.withheld(format.count(flow.withheld))] : [],
          table: tableOf(flow, format),
          sql: flow.sql,
          png: () => flowPng(flow, format),
        })}
        csv={address('flow.csv')}
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
  const of = (count: number): string => format.share(count / flow.conversations)
  const sum = (of: (path: Flow['paths'][number]) => number): number =>
    flow.paths.reduce((total, path) => total + of(path), 0)
  const escalated = sum(path => (/=(ticket|handoff)$/.test(path.outcome) ? path.conversations : 0))
  const counted = sum(path => path.counted)
  return [
    words.summary(
      format.count(flow.conversations),
      [first.topic, first.plugin, first.outcome].map(named).join(' → '),
      of(first.conversations),
    ),
    words.escalated(of(escalated)),
    ...(counted > 0
      ? [
          words.success(
            format.share(sum(path => path.succeeded) / counted),
            decapitalised(flow.success.sentence),
          ),
        ]
      : []),
  ].join(' ')
}

const decapitalised = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1)

function tableOf(flow: Flow, format: Format): TableModel {
  const named = (id: string): string =>
    nameOfNode(id, flow.nodes.find(node => node.id === id)?.folded, format)
  return {
    columns: words.columns.map((label, index) => ({ label, numeric: index > 2 })),
    rows: flow.paths.map(path => ({
      key: `${path.topic} ${path.plugin} ${path.outcome}`,
      cells: [
        named(path.topic),
        named(path.plugin),
        named(path.outcome),
        format.count(path.conversations),
        path.counted === 0 ? '–' : format.share(path.succeeded / path.counted),
      ],
      note: null,
      mark: null,
    })),
  }
}
