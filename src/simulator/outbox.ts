import type { ConversationDraft, InteractionDraft, PluginCallDraft, ResourceDraft } from './drafts.ts'
import { DAY } from './instants.ts'

/** Records that wait for the load of the day they belong to. */
export interface Waiting {
  readonly conversations: ConversationDraft[]
  readonly interactions: InteractionDraft[]
  readonly calls: PluginCallDraft[]
  readonly resources: ResourceDraft[]
}

/**
 * Records by the day whose load publishes them: the day they were made, or, for a later version of a record, the day it changed.
 * Holds only days that are still to be published, a handful at any time.
 */
export class Outbox {
  private readonly days = new Map<number, Waiting>()

  conversation(draft: ConversationDraft): void {
    this.on(draft.at).conversations.push(draft)
  }

  interaction(draft: InteractionDraft): void {
    this.on(draft.at).interactions.push(draft)
  }

  /** @param changed when this version of the call came to be */
  call(draft: PluginCallDraft, changed = draft.at): void {
    this.on(changed).calls.push(draft)
  }

  resource(draft: ResourceDraft): void {
    this.on(draft.at).resources.push(draft)
  }

  /** Takes out what a day's load publishes. */
  take(day: number): Waiting {
    const waiting = this.on(day * DAY)
    this.days.delete(day)
    return waiting
  }

  private on(instant: number): Waiting {
    const day = Math.floor(instant / DAY)
    let waiting = this.days.get(day)
    if (waiting === undefined) {
      waiting = { conversations: [], interactions: [], calls: [], resources: [] }
      this.days.set(day, waiting)
    }
    return waiting
  }
}
