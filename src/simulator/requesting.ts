import { aftermath, fileTicket, getHelp, liveAgent } from './aftermath.ts'
import { goodToKnow, opening } from './answering.ts'
import type { Company } from './company.ts'
import { DAY, dayText, HOUR, weekday } from './instants.ts'
import { CUSTOM_PLUGINS } from './plugins.ts'
import { group, identitySystem, person, record, software, ticket } from './resources-of-work.ts'
import { articleFor, search } from './search.ts'
import { fill, some, typed } from './texts.ts'
import type { Topic } from './topic.ts'
import { SOFTWARE } from './topics-it.ts'
import type { Transcript } from './transcript.ts'

const GRANT = 'Grant Software Access'

/** Somebody wants a licence: the assistant checks, asks for a confirmation, and provisions it, at once or after approval. */
export function softwareAccess(t: Transcript, company: Company, topic: Topic): void {
  const { random, person: who } = t
  const name = random.pick(SOFTWARE)
  const app = software(name)
  t.ask(
    typed(random, fill(random.pick(topic.questions), { thing: name })),
    topic.domain,
    name.toLowerCase().replaceAll(' ', '_'),
  )
  t.call(GRANT, 'served', [{ resource: app, cited: true }])
  if (random.chance(0.7))
    search(t, company, topic, random.chance(0.4) ? articleFor(t, company, topic) : undefined)
  t.reply(
    `Before I request **${name}**, please confirm these details:\n\n- **Application:** ${name}\n- **User:** ${who.fullName} – ${who.email}\n\n👉 Would you like to proceed?${goodToKnow(t, company, 'software_request')}`,
  )
  t.ledger.ends('abandoned', t.now)
  if (random.chance(0.14)) return
  t.wait(4, 40)
  if (random.chance(0.12)) {
    t.press('No')
    t.reply('All right, I did not request anything.')
    return
  }
  t.press('Yes')
  const number = company.nextTicket('REQUEST_ITEM')
  const uses = [
    { resource: app, cited: true },
    { resource: ticket(random, number, 'REQUEST_ITEM', 'BOT_INITIATED_TICKET'), cited: true },
  ]
  const fate = random.weighted([58, 30, 12])
  const granted = t.call(GRANT, fate === 0 ? 'used' : 'served', uses, 18_000)
  t.reply(`Your request for ${name} is being processed. You will be notified once access is granted.`)
  if (fate === 0) {
    t.reply(
      `**Update regarding your ${name} access request:**\nYou should now have access to ${name}! Your request was tracked in ticket ${number}.`,
    )
    t.ledger.ends('resolved', t.now)
    aftermath(t, company, topic, 'pleased')
    return
  }
  t.reply(
    `**Update regarding your ${name} access request:**\nApproval has been requested, progress is tracked in ticket ${number}.`,
  )
  t.ledger.ends('unresolved', t.now)
  if (fate === 2) return
  // The approval comes hours or days later: the call changes after it was published, and the conversation goes on.
  t.now += random.between(5 * HOUR, 75 * HOUR)
  t.complete(granted, t.now)
  t.ledger.ends('resolved', t.now)
  t.reply(
    `**Update regarding your ${name} access request:**\nYour request was approved and ${name} is ready to use (${number}).`,
  )
}

/** Something from the service catalogue, ordered with a form in the chat. */
export function catalogue(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  const choices = company.formsByDomain.get(topic.domain) ?? []
  const wanted = choices[topic.entity === 'monitor' ? 2 : t.person.department === 'Engineering' ? 1 : 0]
  if (wanted === undefined) return
  t.ask(opening(t, company, topic), topic.domain, topic.entity)
  const offered = [
    wanted,
    ...some(
      random,
      choices.filter(form => form !== wanted),
      2,
    ),
  ]
  const call = t.call(
    'Forms',
    'served',
    offered.map(({ resource }, i) => ({ resource, cited: i === 0 })),
  )
  search(t, company, topic, articleFor(t, company, topic))
  t.reply(
    `You can order this with the form **${wanted.title}** [1]:\n\n- It takes about two minutes.\n- Your manager approves it, delivery takes five working days.\n\nOpen the form below to start.${goodToKnow(t, company, 'new_laptop')}`,
  )
  if (random.chance(0.25)) {
    t.ledger.ends('abandoned', t.now)
    aftermath(t, company, topic, 'content')
    return
  }
  if (random.chance(0.5)) {
    t.wait(5, 30)
    t.control('UI_FORM')
  }
  t.wait(30, 200)
  const number = company.nextTicket('REQUEST_ITEM')
  t.submit(
    'file_ticket',
    { detail: number, resource_id: wanted.resource.resourceId, type: wanted.resource.type },
    { for: 'ticket', kind: 'catalogue' },
  )
  t.ledger.ends('ticket', t.now)
  t.complete(call, t.now)
  t.mention(ticket(random, number, 'REQUEST_ITEM', 'USER_INITIATED_TICKET'))
  t.reply(`Successfully filed ticket with ID <https://go.alderpeak.example/t/${number}|${number}>.`)
}

/** The balance of time off, and often a booking right after it. */
export function timeOff(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  const question = opening(t, company, topic)
  t.ask(question, topic.domain, topic.entity)
  t.call('Workday_PTO_Balance', 'used', [{ resource: record(random), cited: true }], 2000)
  if (random.chance(0.3)) search(t, company, topic, undefined)
  const books = question.includes('book') || question.includes('take')
  if (books) t.call('Workday_PTO_Request', 'served', [], 300)
  const balance = `You currently have **${random.between(3, 27)}.${random.pick(['0', '5'])} days** of paid time off available [1].`
  if (!books) {
    t.reply(`${balance}\n\nLet me know if you would like to request some!${goodToKnow(t, company, 'pto')}`)
    t.ledger.ends('resolved', t.now)
    aftermath(t, company, topic, 'pleased')
    return
  }
  const today = Math.floor(t.now / DAY)
  const monday = today + 7 - weekday(today)
  t.reply(
    `${balance}\n\nPlease confirm your request:\n- **Start date:** ${dayText(monday)}\n- **End date:** ${dayText(monday + random.below(5))}\n- **Type:** paid time off`,
  )
  t.ledger.ends('abandoned', t.now)
  if (random.chance(0.15)) return
  t.wait(5, 45)
  t.press('Yes')
  const works = random.chance(CUSTOM_PLUGINS.Workday_PTO_Request.success)
  t.call(
    'Workday_PTO_Request',
    works ? 'used' : 'served',
    [{ resource: record(random), cited: true }],
    CUSTOM_PLUGINS.Workday_PTO_Request.slowest,
  )
  t.reply(
    works
      ? 'Your time off has been sent to your manager for approval. 🌴 I will let you know.'
      : 'Workday did not take the request. Please try again later, or enter it in Workday yourself.',
  )
  t.ledger.ends(works ? 'resolved' : 'unresolved', t.now)
  aftermath(t, company, topic, works ? 'pleased' : 'unhappy')
}

/** Membership of a distribution list. */
export function groupMembership(t: Transcript, company: Company, topic: Topic): void {
  const { random, person: who } = t
  const name = random.pick(topic.things ?? ['everyone'])
  const list = group(name)
  t.ask(typed(random, fill(random.pick(topic.questions), { thing: name })), topic.domain, topic.entity)
  t.call('People Registry', 'used', [{ resource: person(who), cited: true }], 900)
  t.call('Add User to a Group', 'served', [{ resource: list, cited: true }])
  t.reply(`To confirm: shall I add the following people to **${name}**?\n\n- ${who.fullName} – ${who.email}`)
  t.ledger.ends('abandoned', t.now)
  if (random.chance(0.12)) return
  t.wait(4, 40)
  t.press('Yes')
  const uses = [
    { resource: list, cited: true },
    { resource: person(who), cited: true },
  ]
  const works = random.chance(0.88)
  t.call('Add User to a Group', works ? 'used' : 'unserved', uses, 12_000)
  t.reply(`The request to join ${name} is underway. I’ll let you know as soon as it is done.`)
  t.reply(
    works
      ? `**Update regarding ${name}:**\nThe list has been updated. New mail reaches you within an hour.`
      : `**Update regarding ${name}:**\nThe list could not be changed: its owner has locked it.`,
  )
  t.ledger.ends(works ? 'resolved' : 'unresolved', t.now)
  aftermath(t, company, topic, works ? 'pleased' : 'unhappy')
}

/** A forgotten password, or a locked account. */
export function account(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  const unlocks = random.chance(0.4)
  const plugin = unlocks ? 'Unlock Account' : 'Reset Password'
  t.ask(opening(t, company, topic), topic.domain, topic.entity)
  const system = identitySystem(random.pick(['okta', 'active_directory']))
  t.call(plugin, 'served', [{ resource: system, cited: true }], 700)
  if (random.chance(0.5))
    search(t, company, topic, random.chance(0.5) ? articleFor(t, company, topic) : undefined)
  t.reply(
    `I can ${unlocks ? 'unlock your account' : 'reset your password'} now. I will send a code to the phone ending in ${random.between(10, 99)} first. Shall I go on?${goodToKnow(t, company, 'password_reset')}`,
  )
  t.wait(3, 30)
  t.press('Yes')
  const works = random.chance(0.9)
  t.call(plugin, works ? 'used' : 'unserved', [{ resource: system, cited: works }], 8000)
  t.reply(
    works
      ? 'Done! ✅ You can sign in again in about a minute.'
      : 'The code was not confirmed in time, so nothing was changed.',
  )
  if (works) t.ledger.ends('resolved', t.now)
  aftermath(t, company, topic, works ? 'pleased' : 'unhappy')
}

/** Somebody wants a person, not an assistant. */
export function agent(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  t.ask(opening(t, company, topic), topic.domain, topic.entity)
  t.call('Start Live Agent Chat', 'served', [], 500)
  if (random.chance(0.4)) {
    t.reply(
      'Before I connect you: may I try first? Tell me in one sentence what it is about, or choose “Get help”.',
    )
    getHelp(t, company, topic)
    return
  }
  t.reply('Sure. Please submit the form so that an agent knows what it is about.')
  if (random.chance(0.8)) liveAgent(t)
  else fileTicket(t, company, topic, 'handoff')
}
