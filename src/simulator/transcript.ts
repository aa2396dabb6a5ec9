import type { Conversation, Interaction } from '../schema/record.ts'
import type { InteractionDraft, PluginCallDraft } from './drafts.ts'
import { DAY, dayNumber, SECOND } from './instants.ts'
import type { Outbox } from './outbox.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import type { Resource } from './resource.ts'

/** From this instant on the source writes on which message of the assistant a click or a form reacts. */
export const REACTIONS_HAVE_PARENTS = dayNumber('2025-08-12') * DAY

/** A resource a plugin call brought, and whether the answer cited it. */
export interface Use {
  readonly resource: Resource
  readonly cited: boolean
}

/** What a plugin call came to. `used` without `served` does not exist. */
export type Outcome = 'used' | 'served' | 'unserved'

/**
 * Writes one conversation down while it happens, and keeps what the source keeps: the clock, the person's latest action
 * (plugin calls belong to it, answers have it as parent) and the assistant's latest message (clicks have it as parent).
 */
export class Transcript {
  readonly random: Random
  readonly person: Person
  readonly id: string
  now: number
  private readonly outbox: Outbox
  private action = ''
  private message: string | null = null
  private readonly platform: string

  constructor(outbox: Outbox, random: Random, person: Person, start: number) {
    this.outbox = outbox
    this.random = random
    this.person = person
    this.now = start
    this.id = random.shortId()
    this.platform = random.chance(0.04) ? 'movewebchat' : person.platform
  }

  /** The conversation's own record. */
  open(
    route: string,
    domain: string | null,
    event: Pick<Conversation, 'type' | 'detail'> = { detail: null, type: null },
  ): void {
    this.outbox.conversation({
      at: this.now,
      detail: event.detail,
      id: this.id,
      primary_domain: domain,
      route,
      type: event.type,
      user_id: this.person.id,
    })
  }

  /** The person types something. */
  ask(content: string, domain: string | null, entity: string | null): void {
    const detail = { content, domain, entity }
    // A key no document knows, on the platform whose name the source began to write.
    const isNamed = this.platform === 'movewebchat' && this.random.chance(0.3)
    this.act('FREE_TEXT', isNamed ? { ...detail, platform_name: 'web' } : detail, null)
  }

  /** The person presses a button of the latest message. */
  press(content: string): void {
    this.act('BUTTON_CLICK', { content }, this.reactsTo())
  }

  /** The person uses a control below the latest message: HELPFUL, GET_HELP, INFO … */
  control(name: string): void {
    this.act('LINK_CLICK', { resource_id: name, type: 'RESOURCE_TYPE_INTERNAL_LINK' }, this.reactsTo())
  }

  /** The person opens something the latest message linked to; `url` when it is a real address. */
  follow(resource: Resource, url: string | null): void {
    const target = { resource_id: resource.resourceId, type: resource.type }
    this.act('LINK_CLICK', url === null ? target : { content: url, ...target }, this.reactsTo())
  }

  /** The person submits a form. */
  submit(label: string, detail: NonNullable<Interaction['detail']>): void {
    this.act('UIFORM_SUBMISSION', detail, this.reactsTo(), label)
  }

  /** The person uploads files. */
  upload(fileTypes: readonly string[]): void {
    this.act('CONTENT_UPLOAD', { content: null, file_types: fileTypes }, null)
  }

  /** The assistant answers the person's latest action. */
  reply(content: string): void {
    this.say(content, this.action)
  }

  /** The assistant speaks first: `parent` is null or leads to something that was never exported. */
  notify(content: string, parent: string | null): void {
    this.say(content, parent)
  }

  /** A plugin runs for the person's latest action, and brings resources. Calls of one action run side by side. */
  call(name: string, outcome: Outcome, uses: readonly Use[] = [], slowest = 4200): PluginCallDraft {
    const { random } = this
    const at = this.now + random.between(900, 3600)
    const call: PluginCallDraft = {
      at,
      conversation_id: this.id,
      id: random.shortId(),
      interaction_id: this.action,
      plugin_name: name,
      served: outcome !== 'unserved',
      updated: at + random.between(40, random.between(200, slowest)),
      used: outcome === 'used',
      user_id: this.person.id,
    }
    this.outbox.call(call)
    for (const { resource, cited } of uses) this.use(resource, cited, call.id, call.updated)
    return call
  }

  /**
   * The person gets through with a call that had only been served. What changes within a day is published once; what
   * changes on a later day is published again, as a newer version of the same record.
   */
  complete(call: PluginCallDraft, later: number): void {
    const isPublished = Math.floor(later / DAY) > Math.floor(call.at / DAY)
    if (isPublished) this.outbox.call({ ...call, updated: later, used: true }, later)
    else Object.assign(call, { updated: later, used: true })
  }

  /** The source lists a resource without saying which call brought it. */
  mention(resource: Resource, cited = false): void {
    this.use(resource, cited, null, this.now + this.random.between(1200, 5200))
  }

  /** Time passes until the person acts. */
  wait(fromSeconds: number, toSeconds: number): void {
    this.now += this.random.between(fromSeconds * SECOND, toSeconds * SECOND)
  }

  private use(resource: Resource, cited: boolean, callId: string | null, at: number): void {
    this.outbox.resource({
      at,
      id: this.random.hexId(),
      resource,
      cited,
      plugin_call_id: callId,
      interaction_id: this.action,
      conversation_id: this.id,
      user_id: this.person.id,
    })
  }

  private reactsTo(): string | null {
    return this.now >= REACTIONS_HAVE_PARENTS ? this.message : null
  }

  private act(
    type: string,
    detail: InteractionDraft['detail'],
    parent: string | null,
    label: string | null = null,
  ): void {
    this.action = this.write('user', type, detail, parent, label)
  }

  private say(content: string, parent: string | null): void {
    this.now += this.random.between(1400, this.random.between(2400, 9500))
    this.message = this.write('bot', 'BOT_MESSAGE', { content }, parent, null)
  }

  private write(
    actor: string,
    type: string,
    detail: InteractionDraft['detail'],
    parent: string | null,
    label: string | null,
  ): string {
    const id = this.random.shortId()
    this.outbox.interaction({
      actor,
      at: this.now,
      conversation_id: this.id,
      detail,
      id,
      label,
      parent_interaction_id: parent,
      platform: this.platform,
      type: `INTERACTION_TYPE_${type}`,
      user_id: this.person.id,
    })
    return id
  }
}
