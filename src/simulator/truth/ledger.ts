import type { PluginCallDraft } from '../drafts.ts'
import { DAY, instantText } from '../instants.ts'
import type { Person } from '../people.ts'
import { SEARCH } from '../plugins.ts'
import type { Resource } from '../resource.ts'
import type { Topic } from '../topic.ts'
import type { Action } from './action.ts'
import { countCalls, newAction } from './action.ts'
import { countConversation } from './conversation.ts'
import type { Cut } from './dimensions.ts'
import { NOT_APPLICABLE, SLOT } from './dimensions.ts'
import type { ConversationOutcome, Matter, MatterOutcome } from './matter.ts'
import { countMatter, wanted } from './matter.ts'
import { M } from './measures.ts'
import type { Asked } from './question.ts'
import { countQuestion, newAsked } from './question.ts'
import type { Truth } from './truth.ts'

/** What a form was for. */
export type Submission =
  | { readonly for: 'feedback'; readonly helpful: boolean }
  | { readonly for: 'ticket'; readonly kind: 'native' | 'custom' | 'catalogue' }
  | { readonly for: 'agent' }
  | { readonly for: 'something else' }

const RESOURCE_MEASURES = [M.resources, M.resources_cited, M.resources_without_call]
const APPROVAL = 'RESOURCE_TYPE_APPROVAL'
const KNOWLEDGE = 'RESOURCE_TYPE_KNOWLEDGE'
const UPDATE_APPROVAL = 'Update Approval Record'

/**
 * Keeps what a conversation comes to, and counts it when it is over. What happens after the end of the run is published
 * nowhere, so it is not counted either.
 */
export class Ledger {
  readonly cut: Cut
  /** Set when the person comes back with what an earlier conversation left open. */
  returnsTo: string | null = null
  private readonly truth: Truth
  private readonly person: Person
  private readonly id: string
  private readonly start: number
  private readonly asks: Asked[] = []
  private readonly actions: Action[] = []
  private readonly matters: Matter[] = []
  private isEvent = false
  private interactions = 0
  private latest: number
  private latestActive = Number.NaN
  /** For each type of resource: how many, how many cited, how many without a call, that are not counted yet. */
  private readonly resources: number[] = []
  private resourcesOn = Number.NaN

  constructor(truth: Truth, person: Person, id: string, start: number) {
    this.truth = truth
    this.person = person
    this.id = id
    this.start = start
    this.latest = start
    this.cut = truth.cutOf(person)
    this.belongTo(undefined)
  }

  opened(route: string, domain: string | null, event: string | null): void {
    const { cut, truth } = this
    cut[SLOT.route] = truth.values.numberOf(SLOT.route, route)
    cut[SLOT.domain] = truth.values.numberOf(SLOT.domain, domain)
    cut[SLOT.event] = truth.values.numberOf(SLOT.event, event)
    this.isEvent = event !== null
    if (!this.isEvent) truth.began(this.person, this.start, this.conversationCut())
  }

  asked(at: number, domain: string | null, entity: string | null): Asked {
    const { values } = this.truth
    const topic = values.numberOf(SLOT.topic, entity)
    const asked = newAsked(at, topic, values.numberOf(SLOT.question_domain, domain))
    if (this.isPublic(at)) this.asks.push(asked)
    return asked
  }

  /** Whether it repeats the question before in other words. */
  rephrased(): void {
    this.count(M.questions_rephrased, this.latest)
  }

  acted(id: string, at: number, asked: Asked | undefined): Action {
    this.belongTo(asked)
    const action = newAction(id, at, asked)
    if (this.isPublic(at)) this.actions.push(action)
    return action
  }

  /** An interaction is published. */
  interaction(at: number, ...measures: readonly (number | undefined)[]): void {
    if (!this.isPublic(at)) return
    this.interactions++
    this.latest = Math.max(this.latest, at)
    this.count(M.interactions, at)
    for (const measure of measures) if (measure !== undefined) this.count(measure, at)
    const day = Math.floor(at / DAY)
    if (day === this.latestActive) return
    this.latestActive = day
    this.truth.add(M.conversations_active, at, this.truth.placed(this.person, at, this.conversationCut(true)))
  }

  /** The assistant answers an action, or speaks first. */
  answered(action: Action | undefined, at: number): void {
    this.belongTo(action?.asked)
    if (action?.asked !== undefined && action.asked.at === action.at && this.isPublic(at))
      action.asked.answered ??= at
  }

  called(
    action: Action | undefined,
    call: PluginCallDraft,
    uses: readonly { readonly resource: Resource }[],
  ): void {
    const approvals =
      call.plugin_name === UPDATE_APPROVAL
        ? uses.filter(({ resource }) => resource.type === APPROVAL).length
        : 0
    action?.calls.push({ call, ran: call.updated - call.at, approvals, isPublished: false })
    if (call.plugin_name !== SEARCH || action?.asked === undefined || !this.isPublic(call.at)) return
    action.asked.searches++
    if (call.served) action.asked.servedSearches++
  }

  /** A call that had been served is used at last. */
  completed(call: PluginCallDraft, later: number, isPublished: boolean): void {
    if (this.isPublic(later)) Object.assign(call, { updated: later, used: true })
    if (!isPublished) return
    for (const action of this.actions)
      for (const called of action.calls) if (called.call === call) called.isPublished = true
  }

  *unpublishedCalls(): Iterable<PluginCallDraft> {
    for (const action of this.actions)
      for (const { call, isPublished } of action.calls) if (!isPublished) yield call
  }

  /** A resource is published. */
  used(action: Action | undefined, resource: Resource, cited: boolean, hasCall: boolean, at: number): void {
    if (!this.isPublic(at)) return
    const { truth } = this
    const day = Math.floor(at / DAY)
    if (day !== this.resourcesOn) this.countResources(day)
    const type = truth.values.numberOf(SLOT.resource_type, resource.type)
    while (this.resources.length <= type * 3 + 2) this.resources.push(0)
    this.addResource(type * 3)
    if (cited) this.addResource(type * 3 + 1)
    if (!hasCall) this.addResource(type * 3 + 2)
    if (resource.type === KNOWLEDGE) truth.retrieved(resource, cited)
    if (cited && action?.asked !== undefined && action.asked.at === action.at) action.asked.cited = true
  }

  submitted(what: Submission, at: number, below: Action | undefined, hasComment: boolean): void {
    if (!this.isPublic(at)) return
    if (what.for === 'feedback') {
      this.count(what.helpful ? M.helpful_forms : M.unhelpful_forms, at)
      if (hasComment) this.count(M.feedback_comments, at)
      this.rated(below, what.helpful, true, at)
    } else if (what.for === 'ticket') {
      this.count(M.ticket_forms, at)
      if (what.kind === 'custom') this.count(M.ticket_forms_custom, at)
      if (what.kind === 'catalogue') this.count(M.ticket_forms_catalogue, at)
      if (below?.asked === undefined) return
      below.asked.ticket = true
      if (what.kind !== 'custom') below.asked.nativeTicket = true
    } else if (what.for === 'agent') {
      this.count(M.agent_forms, at)
      if (below?.asked !== undefined) below.asked.agent = true
    }
  }

  /** The answer to an action is rated, by click or by form. */
  rated(action: Action | undefined, helpful: boolean, byForm: boolean, at = this.latest): void {
    if (action === undefined || !this.isPublic(at)) return
    const kind = helpful ? 'helpful' : 'unhelpful'
    action[kind] = true
    if (byForm) action[`${kind}Form`] = true
    const { asked } = action
    if (asked === undefined) return
    asked[kind] = true
    if (byForm && !helpful) asked.unhelpfulForm = true
  }

  /** A live agent took over. */
  agentConnected(at: number): void {
    if (this.isPublic(at)) this.count(M.agents_connected, at)
  }

  /** The person comes with something they want. Until it is said how it ended, nobody helped. */
  wants(topic: Topic, at: number): void {
    const { domain, entity } = topic
    this.matters.push({ topic: entity, domain, began: at, outcome: 'unresolved', ended: at })
  }

  /** The knowledge base has no answer to what the person asks. */
  hasNoArticle(): void {
    this.count(M.questions_without_article, this.latest)
  }

  /** How it ended with what the person wants. A person who was helped may still be helped otherwise later: the last word counts. */
  ends(outcome: MatterOutcome, at: number): void {
    const matter = this.matters.at(-1)
    if (matter === undefined) return
    matter.outcome = outcome
    matter.ended = at
  }

  /** How it stands with what the person wants. */
  get outcome(): MatterOutcome | undefined {
    return this.matters.at(-1)?.outcome
  }

  /** Counts what the conversation came to. */
  close(): ConversationOutcome | undefined {
    const { cut, truth } = this
    const count = this.count.bind(this)
    for (const action of this.actions) {
      this.belongTo(action.asked)
      countCalls(action, truth.horizon, cut, truth, count)
    }
    for (const asked of this.asks) {
      this.belongTo(asked)
      countQuestion(asked, (measure, amount) => count(measure, asked.at, amount))
    }
    this.belongTo(undefined)
    for (const matter of this.matters) countMatter(matter, count)
    this.countWhole()
    if (this.isEvent && this.matters.length === 0) return undefined
    return {
      conversation_id: this.id,
      user_id: this.person.id,
      began: instantText(this.start),
      ended: instantText(this.latest),
      returns_to: this.returnsTo,
      wanted: this.matters.map(wanted),
    }
  }

  private countWhole(): void {
    const { actions, asks, interactions, isEvent, start, truth } = this
    const cut = this.conversationCut(interactions > 0)
    const isUnhelpful = actions.some(action => action.unhelpful)
    const length = this.latest - start
    countConversation(
      { actions: actions.length, asks, interactions, isEvent, isUnhelpful, length },
      (measure, amount) => truth.add(measure, start, cut, amount),
    )
    for (const topic of new Set(asks.map(asked => asked.topic))) {
      cut[SLOT.topic] = topic
      truth.add(M.conversation_topics, start, cut)
    }
  }

  /** The cut of the conversation as a whole. */
  private conversationCut(hasPlatform = true): Cut {
    const cut = this.cut.slice()
    for (const slot of [SLOT.topic, SLOT.question_domain, SLOT.form, SLOT.hour_of_week])
      cut[slot] = NOT_APPLICABLE
    if (!hasPlatform) cut[SLOT.platform] = this.truth.values.numberOf(SLOT.platform, null)
    return cut
  }

  private belongTo(asked: Asked | undefined): void {
    const { cut, truth } = this
    this.countResources()
    cut[SLOT.topic] = asked?.topic ?? truth.values.numberOf(SLOT.topic, null)
    cut[SLOT.question_domain] = asked?.domain ?? truth.values.numberOf(SLOT.question_domain, null)
  }

  private addResource(place: number): void {
    this.resources[place] = (this.resources[place] as number) + 1
  }

  /** Counts the resources gathered so far; those of `next` follow. A question has so many that one by one would be slow. */
  private countResources(next = Number.NaN): void {
    const { cut, resources, resourcesOn } = this
    for (const [place, amount] of resources.entries()) {
      if (amount === 0) continue
      cut[SLOT.resource_type] = Math.floor(place / 3)
      this.count(RESOURCE_MEASURES[place % 3] as number, resourcesOn * DAY, amount)
      resources[place] = 0
    }
    cut[SLOT.resource_type] = NOT_APPLICABLE
    this.resourcesOn = next
  }

  private count(measure: number, at: number, amount = 1): void {
    this.truth.add(measure, at, this.truth.placed(this.person, at, this.cut), amount)
  }

  private isPublic(at: number): boolean {
    return at < this.truth.horizon
  }
}
