import type { Format } from '../format/format.ts'
import type { PlotModel } from '../panels/model.ts'
import { chartTexts } from './texts.ts'

/** What the tooltip says at one place of a plot. */
export interface TooltipContent {
  title: string
  note: string | null
  lines: { name: string; value: string; detail: string | null; tone: number }[]
}

export function tooltipAt(plot: PlotModel, place: number, format: Format): TooltipContent {
  const write = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : format.value(value, plot.unit)
  const notes = [
    plot.notes[place],
    ...plot.annotations.filter(one => one.place === place).map(one => one.text),
  ]
  return {
    title: plot.titles[place] ?? '',
    note: notes.filter(Boolean).join('; ') || null,
    lines: [
      ...plot.series.map(one => ({
        name: one.name,
        value: write(one.values[place]),
        detail: one.details?.[place] ?? null,
        tone: one.tone,
      })),
      ...(plot.previous === null
        ? []
        : [{ name: chartTexts.before, value: write(plot.previous[place]), detail: null, tone: -1 }]),
    ],
  }
}

/** A place of a plot in one sentence, for readers that cannot see it. */
export function sentenceAt(plot: PlotModel, place: number, format: Format): string {
  const { title, note, lines } = tooltipAt(plot, place, format)
  const values = lines.map(
    ({ name, value, detail }) => `${name} ${value}${detail === null ? '' : ` (${detail})`}`,
  )
  return `${title}: ${values.join(', ')}${note === null ? '' : `, ${note}`}`
}

/** Built node by node: names come from data, and inline styles in markup are against the page's policy. */
export function tooltipElement({ title, note, lines }: TooltipContent): HTMLElement {
  const root = element('div', 'tip')
  root.append(element('div', 'tip-title', title))
  for (const line of lines) {
    const row = element('div', 'tip-line')
    row.append(
      element('span', line.tone < 0 ? 'swatch swatch-quiet' : `swatch swatch-${line.tone}`),
      element('span', 'tip-name', line.name),
      element('span', 'tip-value', line.value),
    )
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
