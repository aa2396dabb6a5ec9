import type { SankeySeriesOption } from 'echarts/charts'
import type { TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { type Palette, toneOf } from '../charts/palette.ts'
import { tooltipElement } from '../charts/tooltip.ts'
import type { Format } from '../format/format.ts'
import { nameOfNode } from './naming.ts'
import { journeyTexts } from './texts.ts'
import type { Flow, FlowNode } from './types.ts'

export type SankeyOption = ComposeOption<SankeySeriesOption | TooltipComponentOption>

/** Shorter numbers are written out. */
const SHORT_FROM = 10_000

/** Colours by stage; what went wrong has the second one, so that it stands out. Names stand beside each place. */
function toneOfNode({ stage, value, id }: FlowNode): number {
  if (id.endsWith('~none') || id.endsWith('~other') || value === 'unanswered') return -1
  if (stage === 'outcome') return value === 'confirmed' || value === 'silent' ? 0 : 1
  return stage === 'topic' ? 2 : 0
}

/** The chart library's description of the flow. Pure: the same flow gives the same picture. */
export function sankeyOption(
  flow: Flow,
  {
    chosen,
    palette,
    format,
    animate,
  }: { chosen: string | null; palette: Palette; format: Format; animate: boolean },
): SankeyOption {
  const named = new Map(flow.nodes.map(node => [node.id, nameOfNode(node.id, node.folded, format)]))
  const name = (id: string): string => named.get(id) ?? id
  const write = (count: number): string => (count < SHORT_FROM ? format.count(count) : format.compact(count))
  const share = (count: number): string => format.share(count / Math.max(1, flow.conversations))
  return {
    animation: animate,
    animationDuration: 250,
    textStyle: { fontFamily: palette.font, fontSize: 12 },
    tooltip: {
      trigger: 'item',
      confine: true,
      // The box is drawn by the stylesheet: see .tip.
      backgroundColor: 'transparent',
      borderWidth: 0,
      padding: 0,
      extraCssText: 'box-shadow:none',
      transitionDuration: 0,
      formatter: given => {
        const { dataType, data } = given as unknown as {
          dataType: 'node' | 'edge'
          data: { name: string; source: string; target: string; value: number }
        }
        const title =
          dataType === 'edge' ? journeyTexts.flow.link(name(data.source), name(data.target)) : name(data.name)
        const value = Number(data.value)
        const previous =
          dataType === 'node' ? flow.nodes.find(node => node.id === data.name)?.previous : undefined
        return tooltipElement({
          title,
          note: null,
          lines: [
            {
              tone: -1,
              name: journeyTexts.flow.columns[3] ?? '',
              value: format.count(value),
              detail: share(value),
            },
            ...(previous == null
              ? []
              : [
                  { tone: -1, name: journeyTexts.before.column, value: format.count(previous), detail: null },
                ]),
          ],
        } as Parameters<typeof tooltipElement>[0])
      },
    },
    series: [
      {
        type: 'sankey',
        left: 2,
        right: 190,
        top: 8,
        bottom: 8,
        nodeWidth: 12,
        nodeGap: 10,
        nodeAlign: 'justify',
        layoutIterations: 24,
        draggable: false,
        emphasis: { focus: 'adjacency', lineStyle: { opacity: 0.6 } },
        lineStyle: { color: 'gradient', opacity: 0.26, curveness: 0.5 },
        label: {
          color: palette.ink,
          width: 184,
          overflow: 'truncate',
          formatter: ({ name: id, value }) => `${name(id)}  ${write(Number(value))}`,
        },
        data: flow.nodes.map(node => ({
          name: node.id,
          value: node.conversations,
          depth: { topic: 0, plugin: 1, outcome: 2 }[node.stage],
          itemStyle: {
            color: toneOf(palette, toneOfNode(node)).strong,
            borderWidth: node.id === chosen ? 2 : 0,
            borderColor: palette.ink,
          },
          label: { fontWeight: node.id === chosen ? 'bold' : 'normal' },
        })),
        links: flow.links.map(({ source, target, conversations }) => ({
          source,
          target,
          value: conversations,
        })),
      },
    ],
  }
}
