/** Something that is counted: what it means, and whether the records alone tell it. */
export interface Measure {
  readonly meaning: string
  /** True when a query over the records gives exactly this number; otherwise only the people of the simulation know it. */
  readonly recorded: boolean
}

const recorded = (meaning: string): Measure => ({ meaning, recorded: true })
const known = (meaning: string): Measure => ({ meaning, recorded: false })

/** Sums and counts that add up over days. A thing counts on the day (UTC) it is about, whenever its signals come. */
export const MEASURES = {
  conversations: recorded('Conversations that began, system events included.'),
  conversations_of_people: recorded('Conversations that began and are no system event.'),
  system_events: recorded('System events.'),
  system_events_silent: recorded('System events without any interaction.'),
  system_events_answered: recorded('System events to which the person did something.'),
  conversations_active: recorded(
    'Conversations with an interaction on the day; one may count on several days.',
  ),
  conversation_topics: recorded(
    'Conversations by the topics of their free texts; one counts once for each topic.',
  ),
  conversation_ms: recorded(
    'Milliseconds from the beginning to the last interaction of conversations of people.',
  ),
  conversations_asked: recorded('Conversations of people with a free text.'),
  conversations_ticket: recorded('Conversations of people in which a ticket form was submitted.'),
  conversations_agent: recorded('Conversations of people in which a live agent was asked for with the form.'),
  conversations_unhelpful: recorded('Conversations of people with negative feedback.'),
  conversations_contained: recorded(
    'Conversations of people with a free text, without ticket and agent form.',
  ),
  conversations_returned_24h: recorded(
    'Conversations of people after whose beginning the person began another within 24 hours.',
  ),
  conversations_returned_72h: recorded('The same, within 72 hours.'),
  interactions: recorded('Interactions, of people and the assistant.'),
  interactions_user: recorded('What people said and did.'),
  interactions_bot: recorded('Messages of the assistant.'),
  free_texts: recorded('Free texts of people: questions.'),
  button_clicks: recorded('Buttons pressed.'),
  link_clicks: recorded('Links and controls clicked.'),
  uploads: recorded('Uploads.'),
  forms: recorded('Forms submitted.'),
  forms_feedback: recorded('Forms labelled feedback.'),
  forms_file_ticket: recorded('Forms labelled file_ticket.'),
  forms_handoff: recorded('Forms labelled handoff.'),
  forms_mw_form: recorded('Forms labelled mw_form.'),
  info_clicks: recorded('Clicks on INFO.'),
  get_help_clicks: recorded('Clicks on GET_HELP.'),
  source_clicks: recorded('Links to something the assistant named: articles, tickets, files.'),
  helpful_clicks: recorded('Thumbs up.'),
  unhelpful_clicks: recorded('Thumbs down.'),
  helpful_forms: recorded('Feedback forms that say helpful.'),
  unhelpful_forms: recorded('Feedback forms that say unhelpful.'),
  feedback_comments: recorded('Feedback forms with a comment.'),
  ticket_forms: recorded('Ticket forms submitted, of any title.'),
  ticket_forms_custom: recorded('Those whose title is the company’s own (Ask the People team).'),
  ticket_forms_catalogue: recorded('Those of the service catalogue (label file_ticket).'),
  agent_forms: recorded('Forms submitted to talk to a live agent.'),
  agents_connected: known('Live agents who took over before the person left the queue.'),
  plugin_calls: recorded('Plugin calls.'),
  plugin_calls_unserved: recorded('Plugin calls neither served nor used: unsuccessful.'),
  plugin_calls_served: recorded('Plugin calls served.'),
  plugin_calls_used: recorded('Plugin calls used.'),
  plugin_calls_abandoned: recorded('Plugin calls served but not used.'),
  plugin_calls_used_helpful: recorded(
    'Used calls of an action whose answer was rated helpful, by click or form.',
  ),
  plugin_calls_used_unhelpful: recorded(
    'Used calls of an action whose answer was rated unhelpful, by click or form.',
  ),
  plugin_calls_used_helpful_form: recorded('Used calls of an action whose answer was rated helpful by form.'),
  plugin_calls_used_unhelpful_form: recorded(
    'Used calls of an action whose answer was rated unhelpful by form.',
  ),
  plugin_latency_ms: known('Milliseconds calls took to run, without what their status became later.'),
  plugin_actions_used: recorded(
    'Actions of people with at least one used call of the plugin: unique interaction ids.',
  ),
  actions_several_plugins: recorded('Actions of people for which two or more different plugins were called.'),
  resources: recorded('Plugin resources.'),
  resources_cited: recorded('Plugin resources the answer cited.'),
  resources_without_call: recorded('Plugin resources without a plugin_call_id.'),
  approvals_processed: recorded('Approval resources of used calls of Update Approval Record.'),
  questions_answered: recorded('Questions with a message that answers them.'),
  first_answer_ms: recorded('Milliseconds from these questions to the first message that answers them.'),
  questions_searched: recorded('Questions for which the knowledge base was searched.'),
  questions_gap: recorded('Of these, questions none of whose searches was served: knowledge gaps.'),
  questions_without_article: known('Questions the knowledge base has no answer to.'),
  questions_cited: recorded('Questions with a cited resource.'),
  questions_ticket: recorded('Questions after which a ticket form was submitted, of any title.'),
  questions_ticket_native: recorded('The same, without the company’s own form titles.'),
  questions_agent: recorded('Questions after which the form for a live agent was submitted.'),
  questions_helpful: recorded(
    'Questions whose answer, or one of a step after it, was rated helpful, by click or form.',
  ),
  questions_unhelpful: recorded('The same, unhelpful.'),
  questions_unhelpful_form: recorded('The same, by form only.'),
  questions_deflected: recorded('Questions without ticket, agent form and negative feedback.'),
  questions_deflected_native: recorded(
    'The same, when the company’s own form titles do not count as tickets.',
  ),
  questions_deflected_confirmed: recorded('Deflected questions that were rated helpful.'),
  questions_rephrased: known('Questions that say again, in other words, what was asked before.'),
  matters: known('Things people wanted; a conversation may have several.'),
  matters_resolved: known('Those in which the person got it from the assistant.'),
  matters_ticket: known('Those that ended with a ticket.'),
  matters_agent: known('Those a live agent took over.'),
  matters_unresolved: known('Those that ended without help.'),
  matters_abandoned: known('Those the person gave up or decided against.'),
  resolution_ms: known('Milliseconds from the beginning of resolved matters to their resolution.'),
  new_users: recorded('People who did their first interaction ever.'),
  users_known: recorded('People in the users table at the end of the day.'),
  users_with_access: recorded('Those with access to the assistant.'),
  users_ever: recorded('Those who ever did anything.'),
  users_single_interaction: recorded('Those whose first interaction is their latest.'),
} as const satisfies Readonly<Record<string, Measure>>

export type MeasureName = keyof typeof MEASURES

export const measureNames = Object.keys(MEASURES) as readonly MeasureName[]

/** The number of each measure in a tally. */
export const M = Object.fromEntries(measureNames.map((name, number) => [name, number])) as Readonly<
  Record<MeasureName, number>
>

/** Numbers of people, who are counted once in each period and part, so that parts and days do not add up. */
export const DISTINCT_MEASURES = {
  active_users: recorded('People who did at least one thing in the period.'),
  retained_users: recorded('People who did at least two things in the period: the guide’s retention.'),
} as const satisfies Readonly<Record<string, Measure>>
