import { aftermath } from './aftermath.ts'
import { opening } from './answering.ts'
import type { Company } from './company.ts'
import { CUSTOM_PLUGINS } from './plugins.ts'
import { approval, person, record, ticket } from './resources-of-work.ts'
import { search } from './search.ts'
import { fill, typed } from './texts.ts'
import type { Topic } from './topic.ts'
import type { Transcript } from './transcript.ts'

interface Lookup {
  readonly plugin: keyof typeof CUSTOM_PLUGINS
  readonly answer: (t: Transcript) => string
}

const LOOKUPS: Readonly<Record<string, Lookup>> = {
  payslip: {
    plugin: 'Workday_Get_Payslips',
    answer: ({ random }) =>
      `Here is your most recent payslip:\n\n- **Gross pay:** ${random.between(3, 9)},${random.between(100, 999)}.00\n- **Net pay:** ${random.between(2, 5)},${random.between(100, 999)}.00\n- **Status:** complete\n\nThe PDF is in Workday under “Pay”.`,
  },
  asset: {
    plugin: 'SNOW_Get_Assets_Of_User',
    answer: ({ random }) =>
      `These devices are assigned to you:\n\n- Laptop 14″, serial ${random.text('CDFGHJKLMNPQRTVWXY0123456789', 10)}\n- Dock, blue label\n- Monitor 27″`,
  },
  jira: {
    plugin: 'Jira_Lookup_Issues',
    answer: ({ random }) =>
      `I found ${random.between(3, 8)} open issues [1]:\n\n- PLAT-${random.between(119, 160)}: export fails for long names\n- PLAT-${random.between(161, 199)}: retry after a timeout\n- PLAT-${random.between(200, 240)}: page is slow on phones`,
  },
  purchase_order: {
    plugin: 'Ariba_Purchase_Order_Status',
    answer: ({ random }) =>
      `Purchase order 4500${random.between(10_000, 99_999)} is **${random.pick(['approved', 'waiting for the budget owner', 'sent to the supplier', 'delivered'])}** [1].`,
  },
  expense_status: {
    plugin: 'Concur_Expense_Status',
    answer: ({ random }) =>
      `Your latest expense report (${random.between(100, 980)}.${random.between(10, 99)} in total) is **${random.pick(['paid', 'waiting for your manager', 'sent back: a receipt is missing', 'in review'])}** [1].`,
  },
  opportunity: {
    plugin: 'Salesforce_Opportunity_Notes',
    answer: ({ random }) =>
      `The latest notes on it [1]:\n\n- ${random.pick(['They asked for a second demo', 'Legal has the contract', 'Budget is confirmed'])}, ${random.between(2, 9)} days ago.\n- Stage: ${random.pick(['qualified', 'proposal', 'negotiation'])}, amount ${random.between(20, 480)},000.`,
  },
  open_positions: {
    plugin: 'Greenhouse_Open_Positions',
    answer: ({ random }) =>
      `There are ${random.between(2, 14)} open positions [1]. The newest: ${random.pick(['Support Specialist, Austin', 'Account Executive, Paris', 'Software Engineer, Bengaluru'])}.`,
  },
}

/** A custom plugin looks something up in another system. */
export function lookup(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  const found = LOOKUPS[topic.entity ?? '']
  if (found === undefined) return
  const { slowest, success } = CUSTOM_PLUGINS[found.plugin]
  const works = random.chance(success)
  t.ask(opening(t, company, topic), topic.domain, topic.entity)
  const rows = Array.from({ length: works ? random.between(1, 5) : 0 }, () => ({
    resource: record(random),
    cited: true,
  }))
  t.call(found.plugin, works ? 'used' : 'unserved', rows, slowest)
  if (random.chance(0.3)) search(t, company, topic, undefined)
  t.reply(
    works
      ? found.answer(t)
      : 'The system did not answer in time, so I cannot show this right now. Please try again later.',
  )
  if (works) t.ledger.ends('resolved', t.now)
  aftermath(t, company, topic, works ? 'pleased' : 'unhappy')
}

/** Who is who. */
export function people(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  const wanted = company.colleague(random)
  const manager = wanted.manager === null ? undefined : company.people[wanted.manager]
  t.ask(
    typed(random, fill(random.pick(topic.questions), { person: wanted.fullName })),
    topic.domain,
    topic.entity,
  )
  t.call(
    'People Registry',
    'used',
    [wanted, ...(manager === undefined ? [] : [manager])].map(one => ({
      resource: person(one),
      cited: true,
    })),
    900,
  )
  if (random.chance(0.2)) search(t, company, topic, undefined)
  t.reply(
    `**${wanted.fullName}**\n\n- Department: ${wanted.department}\n- Location: ${wanted.location.city}, ${wanted.location.building}\n- E-mail: ${wanted.email}\n- Manager: ${manager?.fullName ?? 'none'}`,
  )
  t.ledger.ends('resolved', t.now)
  aftermath(t, company, topic, 'content')
}

/** The state of one’s tickets, and now and then a comment on one. */
export function ticketStatus(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  t.ask(opening(t, company, topic), topic.domain, topic.entity)
  const number = `INC00${random.between(47_000, 48_199)}`
  const open = ticket(random, number, 'INCIDENT', null)
  t.call('Ticket Information', 'used', [{ resource: open, cited: true }], 2500)
  if (random.chance(0.2)) search(t, company, topic, undefined)
  t.reply(
    `You have one open ticket:\n\n- **${number}** – ${random.pick(['in progress', 'waiting for you', 'waiting for the supplier'])}, last change ${random.between(2, 6)} days ago.`,
  )
  if (random.chance(0.16)) {
    t.wait(3, 40)
    t.follow(open, `https://alderpeak.service-now.example/sp?id=ticket&table=incident&number=${number}`)
  }
  if (random.chance(0.25)) {
    t.wait(10, 90)
    t.ask(
      random.pick([
        'add a comment: it still happens every morning',
        'Please tell them it is urgent',
        'you can close it, it works again',
      ]),
      topic.domain,
      null,
    )
    t.call('Add Comment to Ticket', random.chance(0.8) ? 'used' : 'served', [{ resource: open, cited: true }])
    t.reply(`I added your comment to ${number}.`)
  }
  aftermath(t, company, topic, 'content')
}

/** What waits for a manager’s approval. */
export function approvals(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  t.ask(opening(t, company, topic), topic.domain, topic.entity)
  const waiting = Array.from({ length: random.below(4) }, () => approval(random, t.person))
  t.call(
    'Approval Information',
    'used',
    waiting.map(resource => ({ resource, cited: false })),
    700,
  )
  if (random.chance(0.2)) search(t, company, topic, undefined)
  t.reply(
    waiting.length === 0
      ? 'You have no pending approvals. 🎉'
      : `You have ${waiting.length} pending approval${waiting.length === 1 ? '' : 's'}. Here they are.`,
  )
  t.ledger.ends('resolved', t.now)
  for (const resource of waiting) {
    if (random.chance(0.2)) return
    t.wait(4, 50)
    const approves = random.chance(0.93)
    t.press(approves ? 'Approve' : 'Reject')
    t.call('Update Approval Record', 'used', [{ resource, cited: false }], 6000)
    t.reply(`You have ${approves ? 'approved' : 'rejected'} the request.`)
  }
}
