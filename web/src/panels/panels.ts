import type { Panel } from './model.ts'
import { partsPanel } from './parts-panel.ts'
import { countPanel, deflectionPanel, feedbackPanel } from './time-panels.ts'

/** The panels of the overview, in reading order. */
export const volumePanels: Panel[] = [
  countPanel('conversations', 'bars'),
  countPanel('active_users', 'line'),
  partsPanel('conversations_by_route', 'route'),
  partsPanel('conversations_by_domain', 'domain'),
]

export const outcomePanels: Panel[] = [feedbackPanel(), deflectionPanel()]
