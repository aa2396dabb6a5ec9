import { SankeyChart } from 'echarts/charts'
import { use as register } from 'echarts/core'
import { type KeyboardEvent, useCallback, useId, useRef, useState } from 'react'
import type { Palette } from '../charts/palette.ts'
import { useChart } from '../charts/use-chart.ts'
import { useFormat } from '../format/context.ts'
import { nameOfNode } from './naming.ts'
import { sankeyOption } from './sankey-option.ts'
import { journeyTexts } from './texts.ts'
import type { Flow, FlowNode } from './types.ts'

register([SankeyChart])

const PAPER_HEIGHT = 460

interface SankeyProps {
  flow: Flow
  label: string
  /** The place whose steps are shown. */
  chosen: string | null
  onChoose: (node: FlowNode, at: { x: number; y: number }) => void
}

/** The flow as a picture. By keyboard it is a list of its places: arrow keys go through it, Enter chooses. */
export default function Sankey({ flow, label, chosen, onChoose }: SankeyProps) {
  const format = useFormat()
  const id = useId()
  const [at, setAt] = useState(0)
  const current = useRef({ flow, onChoose })
  current.current = { flow, onChoose }

  const draw = useCallback(
    (palette: Palette, animate: boolean) => sankeyOption(flow, { chosen, palette, format, animate }),
    [flow, chosen, format],
  )
  const { box, tell } = useChart(
    draw,
    chart =>
      chart.on('click', params => {
        if (params.dataType !== 'node') return
        const { flow: shown, onChoose: choose } = current.current
        const node = shown.nodes.find(each => each.id === params.name)
        const native = params.event?.event as unknown as MouseEvent | undefined
        if (node) choose(node, { x: native?.clientX ?? 0, y: native?.clientY ?? 0 })
      }),
    PAPER_HEIGHT,
  )

  const place = Math.min(at, flow.nodes.length - 1)
  const show = (next: number): void => {
    setAt(next)
    const name = flow.nodes[next]?.id
    tell({ type: 'downplay', seriesIndex: 0 })
    if (name !== undefined) tell({ type: 'highlight', seriesIndex: 0, name })
  }
  /** The largest place of the stage beside, which is the first one in the list. */
  const beside = (step: 1 | -1): number => {
    const order = ['topic', 'plugin', 'outcome']
    const stage = order[order.indexOf(flow.nodes[place]?.stage ?? 'topic') + step]
    const found = flow.nodes.findIndex(node => node.stage === stage)
    return found < 0 ? place : found
  }
  const moved = (key: string): number | null => {
    const last = flow.nodes.length - 1
    if (key === 'ArrowDown') return Math.min(place + 1, last)
    if (key === 'ArrowUp') return Math.max(place - 1, 0)
    if (key === 'ArrowRight') return beside(1)
    if (key === 'ArrowLeft') return beside(-1)
    if (key === 'Home') return 0
    return key === 'End' ? last : null
  }
  const onKey = (event: KeyboardEvent): void => {
    const next = moved(event.key)
    const node = flow.nodes[place]
    if (next !== null) {
      event.preventDefault()
      show(next)
    } else if ((event.key === 'Enter' || event.key === ' ') && node) {
      event.preventDefault()
      const rect = event.currentTarget.getBoundingClientRect()
      onChoose(node, { x: rect.left + 40, y: rect.top + 60 })
    }
  }
  const leave = (): void => tell({ type: 'downplay', seriesIndex: 0 })
  return (
    <div className="sankey-scroll">
      <div className="sankey-heads" aria-hidden="true">
        {Object.values(journeyTexts.stages).map(name => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <div
        className="sankey-frame"
        role="listbox"
        tabIndex={0}
        aria-label={`${label}, ${journeyTexts.flow.keys}`}
        aria-activedescendant={`${id}-${place}`}
        onKeyDown={onKey}
        onFocus={event => event.target.matches(':focus-visible') && show(place)}
        onBlur={leave}
      >
        <div className="sankey" ref={box} aria-hidden="true" />
        {flow.nodes.map((node, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which place is active
          <span
            key={node.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={node.id === chosen}
            className="unseen"
          >
            {journeyTexts.flow.place(
              nameOfNode(node.id, node.folded, format),
              journeyTexts.stages[node.stage],
              format.count(node.conversations),
              format.share(node.conversations / Math.max(1, flow.conversations)),
            ) + (node.previous == null ? '' : journeyTexts.flow.before(format.count(node.previous)))}
          </span>
        ))}
      </div>
    </div>
  )
}
