import type { Conversation } from '../schema/record.ts'
import type { Company } from './company.ts'
import type { Random } from './random.ts'
import { approval } from './resources-of-work.ts'
import type { Topic } from './topic.ts'
import type { Transcript } from './transcript.ts'

type Detail = NonNullable<Conversation['detail']>

/** A kind of system event. */
interface Kind {
  readonly type: string
  readonly weight: number
  readonly route: string
  /** Keys in alphabetical order. */
  readonly detail: (random: Random, company: Company) => Detail
  readonly text: (detail: Detail) => string
  /** What people answer with, if the event asks for anything. */
  readonly buttons?: readonly string[]
}

const CAMPAIGNS = [
  {
    campaign_id: 'cmp-7Qd21',
    campaign_name: 'Security training',
    content:
      'Your yearly security training is due in two weeks. It takes 25 minutes – start whenever it suits you.',
  },
  {
    campaign_id: 'cmp-91xTe',
    campaign_name: 'Open enrollment',
    content: 'Open enrollment begins on Monday. Compare the plans and choose yours by the end of the month.',
  },
  {
    campaign_id: 'cmp-b04Ls',
    campaign_name: 'Office survey',
    content: 'How do you like the new desk zones? Three questions, one minute.\n\nThank you!',
  },
]
const CHANNELS = [
  { channel_id: 'C04HELPIT01', channel_name: 'help-it' },
  { channel_id: 'C04HELPHR02', channel_name: 'ask-people' },
  { channel_id: 'C04TRAVEL03', channel_name: 'travel' },
]
const USE_CASES = [
  { usecase_id: 'uc-license-reclaim', usecase_name: 'Unused licences' },
  { usecase_id: 'uc-laptop-refresh', usecase_name: 'Laptop refresh' },
]

const onTicket = (name: string, weight: number, text: string, buttons: readonly string[] = []): Kind => ({
  type: name,
  weight,
  route: 'Notification',
  detail: random => {
    const isRequest = random.chance(0.4)
    const number = isRequest
      ? `RITM00${random.between(10_000, 10_900)}`
      : `INC00${random.between(47_900, 48_900)}`
    return { domain: 'IT', source: 'snow', ticket_id: number, type: isRequest ? 'REQUEST_ITEM' : 'INCIDENT' }
  },
  text: ({ ticket_id }) => text.replace('{ticket}', ticket_id ?? ''),
  buttons,
})
const onAccount = (name: string, weight: number, text: string, button: string): Kind => ({
  type: name,
  weight,
  route: 'Notification',
  detail: random => ({ domain: 'IT', source: random.pick(['okta', 'active_directory']) }),
  text: () => text,
  buttons: [button],
})

const KINDS: readonly Kind[] = [
  onTicket(
    'TICKET_UPDATE_NOTIFICATION',
    34,
    'Your ticket {ticket} has been updated: “We are looking into it and will come back to you.”',
  ),
  onTicket(
    'TICKET_WAITING_NOTIFICATION',
    9,
    'Your ticket {ticket} waits for your answer.\n\nReply here and I will pass it on.',
    ['Mark as solved', 'Still need help'],
  ),
  onTicket('TICKET_WATCHER_NOTIFICATION', 5, 'A ticket you watch, {ticket}, has changed.'),
  onTicket(
    'TICKET_NUDGE_NOTIFICATION',
    4,
    'Nothing has happened on {ticket} for five days. Do you still need help?',
    ['Yes, keep it open', 'Close it'],
  ),
  onTicket('CSAT_NOTIFICATION', 7, 'How was the help you got with {ticket}?', ['Good', 'Not good']),
  onAccount(
    'EXPIRING_PASSWORD_NOTIFICATION',
    5,
    'Your password expires in seven days. Shall I help you change it?',
    'Change password',
  ),
  onAccount('EXPIRED_PASSWORD_NOTIFICATION', 2, 'Your password has expired.', 'Reset password'),
  onAccount(
    'LOCKED_ACCOUNT_NOTIFICATION',
    3,
    'Your account was locked after five wrong passwords. Was that you?',
    'Unlock my account',
  ),
  {
    type: 'COMMS_NOTIFICATION',
    weight: 16,
    route: 'Notification',
    detail: random => random.pick(CAMPAIGNS),
    text: ({ content }) => content ?? '',
    buttons: ['Learn more', 'Dismiss'],
  },
  {
    type: 'AMBIENT_AGENT_NOTIFICATION',
    weight: 4,
    route: 'Notification',
    detail: random => ({ content: null, ...random.pick(USE_CASES) }),
    text: ({ usecase_name }) =>
      `${usecase_name}: you did not use one of your licences for 90 days. May I give it back?`,
    buttons: ['Give it back', 'Keep it'],
  },
  {
    type: 'EVENTS_NOTIFICATION',
    weight: 3,
    route: 'Notification',
    detail: () => ({ source: 'workday', type: 'WORK_ANNIVERSARY' }),
    text: () => 'Happy work anniversary! 🎉 Thank you for being with us.',
  },
  // A kind and a route no document knows: the source adds such without notice.
  {
    type: 'SURVEY_NOTIFICATION',
    weight: 0.6,
    route: 'Email',
    detail: () => ({ content: null, source: 'qualtrics' }),
    text: () => 'How was your week? One click is enough.',
    buttons: ['Good', 'So-so'],
  },
  {
    type: 'CHANNEL_INTERCEPTION',
    weight: 5,
    route: 'Channel',
    detail: random => ({ ...random.pick(CHANNELS), domain: random.pick(['IT', 'HR', 'TRAVEL_AND_EXPENSE']) }),
    text: ({ channel_name }) =>
      `I saw your question in #${channel_name}. I may be able to help right here – just ask me.`,
  },
  {
    type: 'TICKET_INTERCEPTION',
    weight: 4,
    route: 'Ticket_Interception',
    detail: random => ({ domain: 'IT', source: 'snow', ticket_id: `INC00${random.between(47_900, 48_900)}` }),
    text: ({ ticket_id }) => `You have just opened ${ticket_id}. These articles may solve it at once.`,
    buttons: ['That solved it', 'Not this time'],
  },
]
const WEIGHTS = KINDS.map(({ weight }) => weight)
const APPROVAL_BUTTONS = ['Approve', 'Approve', 'Approve', 'Reject', 'View all approvals'] as const

/** Something the assistant tells somebody unasked. Most are only counted, some are seen as messages, a few are answered. */
export function systemEvent(t: Transcript, company: Company): void {
  const { random, person } = t
  if (person.isManager && random.chance(0.6)) {
    approvalEvent(t)
    return
  }
  const kind = KINDS[random.weighted(WEIGHTS)] as Kind
  const detail = Object.fromEntries(
    Object.entries(kind.detail(random, company)).sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  t.open(kind.route, null, { type: `CONVERSATION_TYPE_${kind.type}`, detail })
  if (random.chance(0.62)) return
  t.notify(kind.text(detail), random.chance(0.4) ? random.shortId() : null)
  if (kind.buttons === undefined || kind.buttons.length === 0 || !random.chance(0.35)) return
  t.wait(10, 2400)
  t.press(random.pick(kind.buttons))
  t.reply('Thank you, I took care of it.')
}

/** A manager is asked to approve, or told what became of a request. */
function approvalEvent(t: Transcript): void {
  const { random, person } = t
  const asks = random.chance(0.6)
  const requested = approval(random, person)
  t.open('Notification', null, {
    type: `CONVERSATION_TYPE_APPROVAL_${asks ? 'REQUEST' : 'UPDATE'}_NOTIFICATION`,
    detail: { source: 'moveworks', type: 'REQUEST_ITEM' },
  })
  if (!asks || !random.chance(0.7)) return
  t.notify('A request waits for your approval. Please have a look.', random.shortId())
  if (random.chance(0.3)) return
  t.wait(30, 3000)
  const answer = random.pick(APPROVAL_BUTTONS)
  t.press(answer)
  if (answer === 'View all approvals') {
    t.call('Approval Information', 'used', [{ resource: requested, cited: false }], 700)
    t.reply('I only found one pending approval. Here it is.')
    return
  }
  t.call('Update Approval Record', 'used', [{ resource: requested, cited: false }], 6000)
  t.reply(`You have ${answer === 'Approve' ? 'approved' : 'rejected'} the request.`)
}

/** Everybody is told about a topic. Many look, few press anything. */
export function campaignMessage(t: Transcript, topic: Topic): void {
  const { random } = t
  const name = `Campaign: ${(topic.entity ?? '').replaceAll('_', ' ')}`
  const content = `${name}\n\nThere is news on this. ${random.pick(topic.questions)} Ask me, I know the answer.`
  t.open('Notification', null, {
    type: 'CONVERSATION_TYPE_COMMS_NOTIFICATION',
    detail: { campaign_id: `cmp-${topic.entity}`, campaign_name: name, content },
  })
  if (random.chance(0.3)) return
  t.notify(content, random.chance(0.4) ? random.shortId() : null)
  if (!random.chance(0.12)) return
  t.wait(10, 4000)
  t.press(random.pick(['Learn more', 'Dismiss']))
  t.reply('Thank you, I took care of it.')
}
