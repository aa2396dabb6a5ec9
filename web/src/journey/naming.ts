import type { Format } from '../format/format.ts'
import { journeyTexts } from './texts.ts'
import type { FlowNode, FlowStage } from './types.ts'

/** The name of a place in the flow, from its id: `topic=vpn`, `plugin~none`, `topic~other`. */
export function nameOfNode(id: string, folded: number | undefined, format: Format): string {
  const stage = stageOf(id)
  const rest = id.slice(stage.length)
  if (rest === '~none') return journeyTexts.none[stage]
  if (rest === '~other') return journeyTexts.others(stage, format.count(folded ?? 0))
  const value = rest.slice(1)
  return stage === 'outcome' ? (journeyTexts.outcomes[value] ?? value) : value
}

export function stageOf(id: string): FlowStage {
  return (['topic', 'plugin', 'outcome'] as const).find(stage => id.startsWith(stage)) ?? 'topic'
}

/** The step that stands for a place of the flow; null where several values are folded into it. */
export function stepOf({ stage, value, id }: FlowNode): string | null {
  if (stage === 'outcome') return STEP_OF_OUTCOME[value ?? ''] ?? null
  if (stage === 'topic')
    return value === null ? (id.endsWith('~none') ? 'topic=none' : null) : `topic=${value}`
  const [first] = pluginsOf(value)
  return first === undefined ? null : `plugin=${first}`
}

const STEP_OF_OUTCOME: Record<string, string> = {
  ticket: 'action=ticket',
  handoff: 'action=handoff',
  helpful: 'action=helpful',
  confirmed: 'action=helpful',
  unhelpful: 'action=unhelpful',
  silent: 'action=end',
  unanswered: 'action=end',
}

/** Several plugins that answered together stand in one place. */
export function pluginsOf(value: string | null): string[] {
  return value === null ? [] : value.split(' + ')
}

/** A step in words: `Asked about vpn`, `Filed a ticket`. */
export function nameOfStep(step: string): string {
  const known = journeyTexts.steps.names[step]
  if (known !== undefined) return known
  const [kind, ...rest] = step.split('=')
  const value = rest.join('=')
  if (kind === 'topic') return journeyTexts.steps.asked(value)
  return kind === 'plugin' ? journeyTexts.steps.plugin(value) : value
}
