import type { Format } from '../format/format.ts'
import type { PlotModel } from '../panels/model.ts'

/** What the tooltip says at one place of a plot. */
export interface TooltipContent {
  title: string
  note: string | null
  lines: { name: string; value: string; detail: string | null; tone: 'first' | 'second' }[]
}

export function tooltipAt(plot: PlotModel, place: number, format: Format): TooltipContent {
  const write = plot.unit === 'share' ? format.share : format.count
  return {
    title: plot.titles[place] ?? '',
    note: plot.notes[place] ?? null,
    lines: plot.series.map(one => {
      const value = one.values[place]
      return {
        name: one.name,
        value: value == null ? '–' : write(value),
        detail: one.details?.[place] ?? null,
        tone: one.tone,
      }
    }),
  }
}

/** Built node by node: names come from data, and inline styles in markup are against the page's policy. */
export function tooltipElement({ title, note, lines }: TooltipContent): HTMLElement {
  const root = element('div', 'tip')
  root.append(element('div', 'tip-title', title))
  for (const line of lines) {
    const row = element('div', 'tip-line')
    row.append(element('span', `swatch swatch-${line.tone}`), element('span', 'tip-name', line.name))
    row.append(element('span', 'tip-value', line.value))
    root.append(row)
    if (line.detail !== null) root.append(element('div', 'tip-note', line.detail))
  }
  if (note !== null) root.append(element('div', 'tip-note', note))
  return root
}

function element(tag: string, className: string, text?: string): HTMLElement {
  const node = document.createElement(tag)
  node.className = className
  if (text !== undefined) node.textContent = text
  return node
}
