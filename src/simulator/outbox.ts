import type { EntityName } from '../schema/entities.ts'
import type { ConversationDraft, InteractionDraft, PluginCallDraft, ResourceDraft } from './drafts.ts'
import {
  conversationText,
  interactionText,
  pluginCallText,
  resourceAfter,
  resourceBefore,
  userText,
} from './drafts.ts'
import { DAY } from './instants.ts'
import type { Sink } from './sink.ts'
import type { Calendar, Stamps } from './stamps.ts'
import type { Truth } from './truth/truth.ts'

interface Waiting {
  readonly entity: EntityName
  readonly text: string
}

/**
 * Writes records as they come to be, each with the stamp of the load that publishes it: the load of the day it was made, or,
 * for a later version of a record, of the day it changed. What belongs to a later day waits for it; that is little.
 */
export class Outbox {
  readonly truth: Truth
  private readonly sink: Sink
  private readonly stampsOn: Calendar
  private readonly waiting = new Map<number, Waiting[]>()
  private readonly stamps = new Map<number, readonly Stamps[]>()
  private today = Number.NEGATIVE_INFINITY
  private written = Number.NaN
  private writtenStamps: readonly Stamps[] = []

  constructor(sink: Sink, truth: Truth, stampsOn: Calendar) {
    this.sink = sink
    this.truth = truth
    this.stampsOn = stampsOn
  }

  /** A day begins: what waited for it is written. */
  begin(day: number): void {
    this.today = day
    for (const { entity, text } of this.waiting.get(day) ?? []) this.sink.record(entity, text)
    this.waiting.delete(day)
    for (const past of this.stamps.keys()) if (past < day) this.stamps.delete(past)
  }

  /** @param changed when this version of the conversation came to be */
  conversation(draft: ConversationDraft, changed = draft.at): void {
    const day = this.turnTo(changed)
    for (const stamp of this.writtenStamps) {
      const stamped = this.notBefore(draft.at, day, stamp, 'conversations')
      this.put('conversations', conversationText(draft, stamped), day)
    }
  }

  interaction(draft: InteractionDraft): void {
    const day = this.turnTo(draft.at)
    for (const stamp of this.writtenStamps)
      this.put('interactions', interactionText(draft, stamp.interactions), day)
  }

  /** @param changed when this version of the call came to be */
  call(draft: PluginCallDraft, changed = draft.at): void {
    const day = this.turnTo(changed)
    for (const stamp of this.writtenStamps) {
      const stamped = this.notBefore(draft.at, day, stamp, 'plugin-calls')
      this.put('plugin-calls', pluginCallText(draft, stamped), day)
    }
  }

  resource(draft: ResourceDraft): void {
    const day = this.turnTo(draft.at)
    const { resource } = draft
    for (const stamp of this.writtenStamps) {
      const before = resourceBefore(draft)
      const after = resourceAfter(draft, stamp['plugin-resources'])
      if (day === this.today) this.sink.resource(before, resource, after)
      else this.put('plugin-resources', before + resource.detailText + after, day)
    }
  }

  /** A person as they are in the evening of a day. */
  user(user: Parameters<typeof userText>[0], day: number): void {
    this.turnTo(day * DAY)
    const [stamp] = this.writtenStamps
    if (stamp !== undefined) this.put('users', userText(user, stamp.users), day)
  }

  outcome(text: string): void {
    this.sink.outcome(text)
  }

  /** The stamp of a version that is no older than the versions before it, whose day may have been held back. */
  private notBefore(made: number, day: number, stamp: Stamps, entity: EntityName): string {
    let latest = stamp[entity]
    const madeOn = Math.floor(made / DAY)
    if (madeOn !== day)
      for (const before of this.stampsOn(madeOn)) if (before[entity] > latest) latest = before[entity]
    return latest
  }

  private put(entity: EntityName, text: string, day: number): void {
    if (day === this.today) {
      this.sink.record(entity, text)
      return
    }
    const waiting = this.waiting.get(day)
    if (waiting === undefined) this.waiting.set(day, [{ entity, text }])
    else waiting.push({ entity, text })
  }

  /** The day of an instant, whose stamps are at hand from now on. */
  private turnTo(instant: number): number {
    const day = Math.floor(instant / DAY)
    if (day !== this.written) {
      let stamps = this.stamps.get(day)
      if (stamps === undefined) {
        stamps = this.stampsOn(day)
        this.stamps.set(day, stamps)
      }
      this.written = day
      this.writtenStamps = stamps
    }
    return day
  }
}
