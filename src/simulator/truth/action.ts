import type { PluginCallDraft } from '../drafts.ts'
import { isCustom } from '../plugins.ts'
import type { Cut, DimensionValues } from './dimensions.ts'
import { NOT_APPLICABLE, SLOT } from './dimensions.ts'
import type { Latencies } from './latencies.ts'
import { M } from './measures.ts'
import type { Asked } from './question.ts'

/** Something a person did, the question it goes back to, and the plugins that ran for it. */
export interface Action {
  readonly id: string
  readonly at: number
  readonly asked: Asked | undefined
  readonly calls: Called[]
  helpful: boolean
  unhelpful: boolean
  helpfulForm: boolean
  unhelpfulForm: boolean
}

/** A plugin call of an action. */
export interface Called {
  readonly call: PluginCallDraft
  /** Milliseconds it ran, whatever became of its status later. */
  readonly ran: number
  /** Approvals it processed, if it was used. */
  readonly approvals: number
  isPublished: boolean
}

export function newAction(id: string, at: number, asked: Asked | undefined): Action {
  return {
    id,
    at,
    asked,
    calls: [],
    helpful: false,
    unhelpful: false,
    helpfulForm: false,
    unhelpfulForm: false,
  }
}

/**
 * Counts the calls of an action.
 *
 * @param horizon calls from this instant on are published nowhere
 */
export function countCalls(
  action: Action,
  horizon: number,
  cut: Cut,
  { values, latencies }: { readonly values: DimensionValues; readonly latencies: Latencies },
  count: (measure: number, at: number, amount?: number) => void,
): void {
  const plugins = new Set<string>()
  const used = new Set<string>()
  for (const { approvals, call, ran } of action.calls) {
    const { at, plugin_name: name } = call
    if (at >= horizon) continue
    cut[SLOT.plugin] = values.numberOf(SLOT.plugin, name)
    cut[SLOT.plugin_kind] = values.numberOf(SLOT.plugin_kind, isCustom(name) ? 'custom' : 'native')
    count(M.plugin_calls, at)
    count(M.plugin_latency_ms, at, ran)
    latencies.add(name, ran, call.updated - at !== ran)
    count(call.served ? M.plugin_calls_served : M.plugin_calls_unserved, at)
    if (call.served && !call.used) count(M.plugin_calls_abandoned, at)
    plugins.add(name)
    if (!call.used) continue
    count(M.plugin_calls_used, at)
    if (action.helpful) count(M.plugin_calls_used_helpful, at)
    if (action.unhelpful) count(M.plugin_calls_used_unhelpful, at)
    if (action.helpfulForm) count(M.plugin_calls_used_helpful_form, at)
    if (action.unhelpfulForm) count(M.plugin_calls_used_unhelpful_form, at)
    if (approvals > 0) count(M.approvals_processed, at, approvals)
    if (!used.has(name)) count(M.plugin_actions_used, action.at)
    used.add(name)
  }
  cut[SLOT.plugin] = NOT_APPLICABLE
  cut[SLOT.plugin_kind] = NOT_APPLICABLE
  if (plugins.size > 1) count(M.actions_several_plugins, action.at)
}
