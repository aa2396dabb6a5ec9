import type { Conversation, Interaction } from '../schema/record.ts'
import type { InteractionDraft, PluginCallDraft } from './drafts.ts'
import { DAY, HOUR, SECOND, weekday } from './instants.ts'
import type { Outbox } from './outbox.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import type { Resource } from './resource.ts'
import type { Action } from './truth/action.ts'
import type { Cut } from './truth/dimensions.ts'
import { NOT_APPLICABLE, SLOT } from './truth/dimensions.ts'
import type { Submission } from './truth/ledger.ts'
import { Ledger } from './truth/ledger.ts'
import { M } from './truth/measures.ts'
import type { Asked } from './truth/question.ts'

/** A message of the assistant: people react to it. */
export interface Message {
  readonly id: string
  /** What it answers; undefined for a notification. */
  readonly answers: Action | undefined
}

/** A resource a plugin call brought, and whether the answer cited it. */
export interface Use {
  readonly resource: Resource
  readonly cited: boolean
}

/** What a plugin call came to. `used` without `served` does not exist. */
export type Outcome = 'used' | 'served' | 'unserved'

const TYPE_MEASURES: Readonly<Record<string, number>> = {
  FREE_TEXT: M.free_texts,
  BUTTON_CLICK: M.button_clicks,
  LINK_CLICK: M.link_clicks,
  UIFORM_SUBMISSION: M.forms,
  CONTENT_UPLOAD: M.uploads,
}
const LABEL_MEASURES: Readonly<Record<string, number>> = {
  feedback: M.forms_feedback,
  file_ticket: M.forms_file_ticket,
  handoff: M.forms_handoff,
  mw_form: M.forms_mw_form,
}
const CONTROL_MEASURES: Readonly<Record<string, number>> = {
  INFO: M.info_clicks,
  GET_HELP: M.get_help_clicks,
  HELPFUL: M.helpful_clicks,
  UNHELPFUL: M.unhelpful_clicks,
}

/**
 * Writes one conversation down while it happens, and keeps what the source keeps: the clock, the person's latest action
 * (plugin calls belong to it, answers have it as parent) and the assistant's latest message (clicks have it as parent).
 * What it all amounts to goes to the truth through its ledger.
 */
export class Transcript {
  readonly random: Random
  readonly person: Person
  readonly id: string
  /** What the person wants, and what came of it. */
  readonly ledger: Ledger
  now: number
  private readonly outbox: Outbox
  private readonly cut: Cut
  private readonly platform: string
  private readonly reactionsHaveParents: boolean
  private action: Action | undefined
  private message: Message | undefined
  private conversation: Parameters<Outbox['conversation']>[0] | undefined
  private readonly answers: Message[] = []

  constructor(outbox: Outbox, random: Random, person: Person, start: number, reactionsHaveParents = true) {
    this.outbox = outbox
    this.random = random
    this.person = person
    this.now = start
    this.reactionsHaveParents = reactionsHaveParents
    this.id = random.shortId()
    this.platform = random.chance(0.02) ? 'movewebchat' : person.platform
    this.ledger = new Ledger(outbox.truth, person, this.id, start)
    this.cut = this.ledger.cut
    this.cut[SLOT.platform] = outbox.truth.values.numberOf(SLOT.platform, this.platform)
  }

  /** The conversation's own record. */
  open(
    route: string,
    domain: string | null,
    event: Pick<Conversation, 'type' | 'detail'> = { detail: null, type: null },
  ): void {
    this.conversation = {
      at: this.now,
      detail: event.detail,
      id: this.id,
      primary_domain: domain,
      route,
      type: event.type,
      user_id: this.person.id,
    }
    this.outbox.conversation(this.conversation)
    this.ledger.opened(route, domain, event.type)
  }

  /** The person types something. */
  ask(content: string, domain: string | null, entity: string | null): void {
    const detail = { content, domain, entity }
    // A key no document knows, on the platform whose name the source began to write.
    const isNamed = this.platform === 'movewebchat' && this.random.chance(0.3)
    const asked = this.ledger.asked(this.now, domain, entity)
    this.act('FREE_TEXT', isNamed ? { ...detail, platform_name: 'web' } : detail, undefined, { asked })
  }

  /** The person presses a button of the latest message. */
  press(content: string): void {
    this.act('BUTTON_CLICK', { content }, this.message)
  }

  /** The person uses a control below a message, the latest if none is given: HELPFUL, GET_HELP, INFO … */
  control(name: string, below = this.message): void {
    this.act('LINK_CLICK', { resource_id: name, type: 'RESOURCE_TYPE_INTERNAL_LINK' }, below, {
      measure: CONTROL_MEASURES[name],
    })
    if (name === 'HELPFUL' || name === 'UNHELPFUL')
      this.ledger.rated(below?.answers, name === 'HELPFUL', false)
  }

  /** The person opens something the latest message linked to; `url` when it is a real address. */
  follow(resource: Resource, url: string | null): void {
    const target = { resource_id: resource.resourceId, type: resource.type }
    const detail = url === null ? target : { content: url, ...target }
    this.act('LINK_CLICK', detail, this.message, { measure: M.source_clicks })
  }

  /** The person submits a form below a message, the latest if none is given. */
  submit(
    label: string,
    detail: NonNullable<Interaction['detail']>,
    what: Submission,
    below = this.message,
  ): void {
    const form = label === 'file_ticket' ? label : (detail.detail ?? null)
    this.cut[SLOT.form] = this.outbox.truth.values.numberOf(SLOT.form, form)
    this.act('UIFORM_SUBMISSION', detail, below, { label, measure: LABEL_MEASURES[label] })
    this.ledger.submitted(what, this.now, below?.answers, detail.content != null)
    this.cut[SLOT.form] = NOT_APPLICABLE
  }

  /** The person uploads files. */
  upload(fileTypes: readonly string[]): void {
    this.act('CONTENT_UPLOAD', { content: null, file_types: fileTypes }, undefined)
  }

  /** The assistant answers the person's latest action. */
  reply(content: string): void {
    this.say(content, this.action?.id ?? '', this.action)
  }

  /** The assistant speaks first: `parent` is null or leads to something that was never exported. */
  notify(content: string, parent: string | null): void {
    this.say(content, parent, undefined)
  }

  /** The answers of the assistant so far to questions of the person, the oldest first. */
  answersSoFar(): readonly Message[] {
    return this.answers
  }

  /** A plugin runs for the person's latest action, and brings resources. Calls of one action run side by side. */
  call(name: string, outcome: Outcome, uses: readonly Use[] = [], slowest = 4200): PluginCallDraft {
    const { random } = this
    const at = this.now + random.between(900, 3600)
    const call: PluginCallDraft = {
      at,
      conversation_id: this.id,
      id: random.shortId(),
      interaction_id: this.action?.id ?? '',
      plugin_name: name,
      served: outcome !== 'unserved',
      updated: at + random.between(40, random.between(200, slowest)),
      used: outcome === 'used',
      user_id: this.person.id,
    }
    this.ledger.called(this.action, call, uses)
    for (const { resource, cited } of uses) this.use(resource, cited, call.id, call.updated)
    return call
  }

  /**
   * The person gets through with a call that had only been served. What changes within a day is published once; what
   * changes on a later day is published again, as a newer version of the same record.
   */
  complete(call: PluginCallDraft, later: number): void {
    const isPublished = Math.floor(later / DAY) > Math.floor(call.at / DAY)
    if (isPublished) this.outbox.call({ ...call })
    this.ledger.completed(call, later, isPublished)
    if (isPublished) this.outbox.call({ ...call, updated: later, used: true }, later)
  }

  /** The source lists a resource without saying which call brought it. */
  mention(resource: Resource, cited = false): void {
    this.use(resource, cited, null, this.now + this.random.between(1200, 5200))
  }

  /** Time passes until the person acts. */
  wait(fromSeconds: number, toSeconds: number): void {
    this.now += this.random.between(fromSeconds * SECOND, toSeconds * SECOND)
  }

  /** The conversation is over: its calls are published, and what it came to is counted. */
  end(): void {
    for (const call of this.ledger.unpublishedCalls()) this.outbox.call(call)
    const { conversation } = this
    // What goes on over midnight is loaded again with the day it ended on.
    if (conversation !== undefined && Math.floor(this.now / DAY) > Math.floor(conversation.at / DAY))
      this.outbox.conversation(conversation, this.now)
    const outcome = this.ledger.close()
    if (outcome !== undefined) this.outbox.outcome(JSON.stringify(outcome))
  }

  private use(resource: Resource, cited: boolean, callId: string | null, at: number): void {
    this.outbox.resource({
      at,
      id: this.random.hexId(),
      resource,
      cited,
      plugin_call_id: callId,
      interaction_id: this.action?.id ?? '',
      conversation_id: this.id,
      user_id: this.person.id,
    })
    this.ledger.used(this.action, resource, cited, callId !== null, at)
  }

  private act(
    type: string,
    detail: InteractionDraft['detail'],
    below: Message | undefined,
    more: { label?: string; asked?: Asked; measure?: number | undefined } = {},
  ): void {
    const parent = this.reactionsHaveParents ? (below?.id ?? null) : null
    const id = this.write('user', type, detail, parent, more.label ?? null)
    this.action = this.ledger.acted(id, this.now, more.asked ?? below?.answers?.asked)
    const { cut, now, outbox } = this
    const hour = weekday(Math.floor(now / DAY)) * 24 + Math.floor((now % DAY) / HOUR)
    cut[SLOT.hour_of_week] = outbox.truth.values.numberOf(SLOT.hour_of_week, String(hour))
    this.ledger.interaction(now, M.interactions_user, TYPE_MEASURES[type], more.measure)
    cut[SLOT.hour_of_week] = NOT_APPLICABLE
    outbox.truth.see(this.person, now, cut)
  }

  private say(content: string, parent: string | null, answers: Action | undefined): void {
    this.now += this.random.between(1400, this.random.between(2400, 9500))
    const id = this.write('bot', 'BOT_MESSAGE', { content }, parent, null)
    this.message = { id, answers }
    if (answers?.asked !== undefined) this.answers.push(this.message)
    this.ledger.answered(answers, this.now)
    this.ledger.interaction(this.now, M.interactions_bot, undefined, undefined)
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
