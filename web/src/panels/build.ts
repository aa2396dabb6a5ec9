import type { Annotation, MetricAnswer, MetricDefinition, PanelSpec } from '../api/types.ts'
import { wordOf } from '../filters/active.ts'
import { titleOfDimension } from '../filters/texts.ts'
import type { Format } from '../format/format.ts'
import { type Filters, isExclusion, namedIn } from '../state/filters.ts'
import { heatModel } from './heat.ts'
import type { PanelModel } from './model.ts'
import { partsModel, tableModel } from './parts.ts'
import type { PanelContext } from './question.ts'
import { panelTexts } from './texts.ts'
import { timeModel } from './time.ts'

/** What a panel is made from: its line in the dashboard, the answer, and how numbers are written. */
export interface PanelInput {
  readonly spec: PanelSpec
  readonly answer: MetricAnswer
  readonly context: PanelContext
  readonly definition: MetricDefinition
  readonly annotations: readonly Annotation[]
  readonly format: Format
  /** What the page filters by. */
  readonly where: Filters['where']
}

/** Everything a panel shows, from the rows that came back. Pure. */
export function buildPanel(input: PanelInput): PanelModel {
  const { spec, context } = input
  const model =
    spec.chart === 'heat'
      ? heatModel(input)
      : context.grain !== null && spec.chart !== 'table' && spec.chart !== 'parts'
        ? timeModel(input)
        : spec.chart === 'table' || context.grain !== null
          ? tableModel(input)
          : partsModel(input)
  const { filters = {} } = spec
  const only = Object.entries(filters).map(([name, choice]) => {
    const said = isExclusion(choice) ? panelTexts.without : panelTexts.only
    return said(titleOfDimension(name), input.format.list(namedIn(choice).map(wordOf)))
  })
  return {
    ...model,
    summary: [...only, model.summary].join(' '),
    footnotes: [...model.footnotes, ...remarks(input)],
  }
}

/** What an answer leaves out, said. */
function remarks({ spec, answer: { rows, applied }, format, where }: PanelInput): string[] {
  const withheld = rows.filter(row => row.withheld).length
  // What the panel itself says of system events is no filter of the page.
  const ignored = (applied?.ignored ?? []).filter(name => name !== 'events' || spec.events === undefined)
  const { filters = {} } = spec
  const overruled = Object.keys(where)
    .filter(name => name in filters)
    .map(titleOfDimension)
  const names = ignored.map(name => panelTexts.filterNames[name] ?? titleOfDimension(name))
  return [
    ...(overruled.length > 0 ? [panelTexts.overruled(format.list(overruled), overruled.length > 1)] : []),
    ...(withheld > 0 ? [panelTexts.groupsWithheld(format.count(withheld), withheld > 1)] : []),
    ...(names.length > 0 ? [panelTexts.ignored(format.list(names), names.length > 1)] : []),
  ]
}
