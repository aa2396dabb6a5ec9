import type { Company } from './company.ts'
import { SECOND } from './instants.ts'
import { ticket } from './resources-of-work.ts'
import { fill } from './texts.ts'
import type { Topic } from './topic.ts'
import type { Message, Transcript } from './transcript.ts'
import { PHRASES } from './translations.ts'

/** How content somebody is with what the assistant did, and so what they do next. */
export type Mood = 'pleased' | 'content' | 'unhappy'

const COMMENTS = {
  good: ['Quick and correct.', 'Saved me a call, thanks!', 'Exactly what I needed 👍', 'That was easy'],
  bad: [
    'The article is out of date.',
    'That is not what I asked.',
    'I already tried all of this, it doesn’t work.',
    'Too long\nand the link is broken',
    'Die Antwort passt nicht zu meiner Frage.',
  ],
}

/** What people do after an answer: look at the sources, rate it, ask for help, say thanks, or just leave. */
export function aftermath(t: Transcript, company: Company, topic: Topic, mood: Mood): void {
  const { random } = t
  if (random.chance(0.16)) {
    t.wait(3, 25)
    t.control('INFO')
  }
  const ratesAt = mood === 'pleased' ? 0.11 : mood === 'content' ? 0.04 : 0.16
  if (random.chance(ratesAt)) rate(t, mood === 'unhappy' ? random.chance(0.04) : random.chance(0.93))
  else if (random.chance(0.004)) rateEarlier(t)
  if (random.chance(mood === 'unhappy' ? 0.36 : 0.035)) getHelp(t, company, topic)
  else if (mood === 'pleased' && random.chance(0.06)) thank(t)
}

/** Somebody scrolls up and rates an answer that is not the latest. */
function rateEarlier(t: Transcript): void {
  const earlier = t.answersSoFar().slice(0, -1)
  if (earlier.length > 0) rate(t, t.random.chance(0.5), t.random.pick(earlier))
}

function rate(t: Transcript, helpful: boolean, answer?: Message): void {
  const { random } = t
  t.wait(4, 70)
  t.control(helpful ? 'HELPFUL' : 'UNHELPFUL', answer)
  if (!random.chance(helpful ? 0.08 : 0.4)) return
  // The form hangs on the rated answer, as the click does.
  t.wait(6, 60)
  const comment = random.chance(0.8) ? random.pick(helpful ? COMMENTS.good : COMMENTS.bad) : null
  const value = helpful ? 'Helpful' : random.pick(['Unhelpful', 'UNHELPFUL'])
  t.submit('feedback', { content: comment, detail: value }, { for: 'feedback', helpful }, answer)
  t.reply('Thank you for your feedback! It helps me to get better.')
}

function thank(t: Transcript): void {
  const phrases = PHRASES[t.person.writes]
  t.wait(10, 120)
  t.ask(t.random.pick(phrases.thanks), 'OTHER', null)
  t.reply(phrases.welcome)
}

/** “Get help” below an answer: the assistant offers a ticket or a person. Some go no further. */
export function getHelp(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  t.wait(5, 60)
  t.control('GET_HELP')
  const wantsAgent = random.chance(0.24)
  const goesOn = random.chance(0.72)
  t.call('Create Ticket', 'served')
  t.reply(PHRASES[t.person.writes].options)
  if (!goesOn) return
  if (wantsAgent) {
    liveAgent(t)
    return
  }
  // Some press the button first: one more hop between the form and the question.
  if (random.chance(0.3)) {
    t.wait(3, 20)
    t.press(PHRASES[t.person.writes].ticketButton)
    t.call('Smart Handoff', 'used')
    t.reply('Please describe what happened and submit the form below.')
  }
  fileTicket(t, company, topic, random.chance(0.7) ? 'handoff' : 'mw_form')
}

/** The form for a ticket is submitted, and the ticket filed. */
export function fileTicket(
  t: Transcript,
  company: Company,
  topic: Topic,
  label: 'handoff' | 'mw_form',
): void {
  const { random, person } = t
  const kind = topic.domain === 'HR' || topic.domain === 'PAYROLL' ? 'HR_CASE' : 'INCIDENT'
  t.wait(20, 150)
  const isCase = kind === 'HR_CASE'
  t.submit(
    label,
    { detail: isCase ? 'Ask the People team' : random.pick(['File an IT Ticket', 'File IT Ticket']) },
    { for: 'ticket', kind: isCase ? 'custom' : 'native' },
  )
  t.ledger.ends('ticket', t.now)
  const number = company.nextTicket(kind)
  t.call(
    'Create Ticket',
    'used',
    [{ resource: ticket(random, number, kind, 'USER_INITIATED_TICKET'), cited: true }],
    9000,
  )
  t.reply(fill(PHRASES[person.writes].filed, { ticket: number }))
}

/** A person of the service desk takes over, after office hours nobody does. */
export function liveAgent(t: Transcript): void {
  const { random, person } = t
  t.wait(10, 60)
  t.submit(
    random.chance(0.8) ? 'handoff' : 'mw_form',
    { detail: 'Live agent chat request' },
    { for: 'agent' },
  )
  const staffed = random.chance(0.85)
  t.call('Start Live Agent Chat', staffed ? 'used' : 'served')
  if (!staffed) {
    t.reply('All agents are busy right now. I can file a ticket instead, or you try again in half an hour.')
    return
  }
  t.reply(`You are in the queue, position ${random.between(1, 4)}. An agent will join this chat shortly.`)
  const queued = random.between(20, random.between(60, 900))
  // Whoever waits long leaves before anybody comes.
  if (queued > 240 && random.chance(0.4)) {
    t.ledger.ends('abandoned', t.now)
    return
  }
  t.now += queued * SECOND
  t.ledger.agentConnected(t.now)
  t.ledger.ends('agent', t.now)
  t.reply(
    `Hello ${person.firstName}, this is ${random.pick(['Robin', 'Sam', 'Alex', 'Jo'])} from the service desk. I read your conversation – let’s have a look together.`,
  )
}
