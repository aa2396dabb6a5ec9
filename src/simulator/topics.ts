import type { Course, Topic } from './topic.ts'

export const SOFTWARE = [
  'Figma',
  'Tableau',
  'Salesforce',
  'Lucidchart',
  'GitHub',
  'Zoom',
  'Miro',
  'Jira',
  'Adobe Acrobat',
  'Postman',
]

const engineering = { Engineering: 2.5, IT: 2, Sales: 0.4 } as const
const finance = { Finance: 5, Operations: 2, Engineering: 0.4 } as const
const sales = { Sales: 3, Marketing: 1.6, Engineering: 0.5 } as const

/** What people come with, and how often compared with each other. */
export const TOPICS: readonly Topic[] = [
  topic('vpn', 'IT', 'knowledge', 60, [
    'My VPN is not working',
    'VPN keeps disconnecting since this morning',
    'how do I connect to the vpn from home?',
    'cannot reach the intranet over VPN, error 812',
    'VPN is super slow today',
  ]),
  topic('mfa', 'IT', 'knowledge', 26, [
    'I have a new phone, how do I set up the authenticator?',
    'Two-step sign-in does not accept my code',
    'lost my phone and cannot sign in',
  ]),
  topic('wifi', 'IT', 'knowledge', 22, [
    'Wi-Fi in the office is not showing up',
    'what is the guest wifi password?',
    'How do I get my phone on the office Wi-Fi',
  ]),
  topic('printer', 'IT', 'knowledge', 17, [
    'How do I add the printer on my Mac?',
    'printer on the 2nd floor is jammed',
    'my print job disappeared',
  ]),
  topic('outlook', 'IT', 'knowledge', 30, [
    'Outlook search finds nothing',
    'outlook is not syncing since the update',
    'My mailbox is full, what can I do?',
  ]),
  topic('calendar', 'IT', 'knowledge', 14, [
    'How can I share my calendar with my team?',
    'I need to open a shared mailbox',
    'can my assistant manage my calendar',
  ]),
  topic('microsoft_teams', 'IT', 'knowledge', 22, [
    'My microphone does not work in Teams',
    'people hear an echo when I talk',
    'cannot share my screen on the Mac',
  ]),
  topic('shared_drive', 'IT', 'knowledge', 18, [
    'I need access to the shared drive of the launch team',
    'How do I restore a deleted file from our team site?',
    'who owns the Ext – Partners site?',
  ]),
  topic('phishing', 'IT', 'knowledge', 13, [
    'I got a weird mail from the CEO asking for gift cards',
    'how do I report phishing',
    'I clicked on a link in a suspicious mail, what now?',
  ]),
  topic('password_reset', 'IT', 'account', 34, [
    'I forgot my password',
    'Reset my password please',
    'my password expired and I am locked out',
    'Unlock my account',
  ]),
  topic(
    'software_request',
    'IT',
    'software',
    52,
    [
      'I need access to {thing}',
      'Can I get a {thing} license for a customer workshop tomorrow?',
      'request {thing}',
      'New to the team, please give me {thing}',
    ],
    { things: SOFTWARE },
  ),
  topic(
    'new_laptop',
    'IT',
    'catalogue',
    22,
    [
      'I dropped my laptop, how do I get a new one?',
      'My laptop is four years old, can I order a new one?',
      'request a new laptop',
    ],
    { departments: engineering },
  ),
  topic('monitor', 'IT', 'catalogue', 16, [
    'Can I get a second monitor for home?',
    'my dock does not drive both monitors',
    'order a keyboard and mouse',
  ]),
  topic(
    'other_user_group_operations',
    'IT',
    'group',
    20,
    [
      'Please add me to the {thing} distribution list',
      'add me and my team to {thing}',
      'who is on the {thing} list? I want to join',
    ],
    {
      things: ['launch-2026', 'berlin-office', 'product-news', 'sales-emea', 'oncall-platform', 'wellbeing'],
    },
  ),
  topic('ticket_operations', 'IT', 'ticket', 34, [
    'What is the status of my ticket?',
    'show my open tickets',
    'any news on my laptop request?',
  ]),
  topic('asset', 'IT', 'lookup', 8, [
    'Which devices are assigned to me?',
    'what is the serial number of my laptop',
  ]),
  topic(
    'jira',
    'IT',
    'lookup',
    10,
    ['Show open issues of epic PLAT-118', 'what is in the current sprint of team Orion?'],
    { departments: engineering },
  ),
  topic(null, 'IT', 'agent', 12, [
    'I want to talk to a person',
    'connect me to the service desk please',
    'live agent',
  ]),
  topic('pto', 'HR', 'time-off', 40, [
    'How many days of PTO do I have left?',
    'Can you check if I have enough PTO for next week and book it?',
    'I want to take Friday off',
  ]),
  topic('sick_leave', 'HR', 'knowledge', 14, [
    'I am sick today, what do I have to do?',
    'do I need a doctor’s note for two days?',
  ]),
  topic('benefits', 'HR', 'knowledge', 22, [
    'What are my dental benefits?',
    'How do I add my baby to the health plan',
    'where do I find my insurance card?',
  ]),
  topic('401k', 'HR', 'knowledge', 10, [
    'What is our 401k match?',
    'how do I change my retirement contribution?',
  ]),
  topic('parental_leave', 'HR', 'knowledge', 9, [
    'How long is parental leave?',
    'I will be a father in October, what do I need to do?',
  ]),
  topic('holiday_calendar', 'HR', 'knowledge', 16, [
    'Is next Monday a holiday?',
    'When are the company holidays this year?',
  ]),
  topic('remote_work', 'HR', 'knowledge', 16, [
    'Can I work from Portugal for three weeks?',
    'how many days do I have to be in the office?',
  ]),
  topic('performance_review', 'HR', 'knowledge', 10, [
    'When is the review cycle?',
    'where do I write my self review?',
  ]),
  topic('onboarding', 'HR', 'knowledge', 8, [
    'What do I have to do in my first week?',
    'which courses are mandatory?',
  ]),
  topic('employee_referral', 'HR', 'knowledge', 6, [
    'How do I refer a friend?',
    'when is the referral bonus paid?',
  ]),
  topic(
    'payslip',
    'PAYROLL',
    'lookup',
    20,
    ['Show my last payslip', 'Why is my net pay lower this month?', 'when is payday?'],
    { atMonthEnd: 4.5 },
  ),
  topic(
    'direct_deposit',
    'PAYROLL',
    'knowledge',
    8,
    ['How do I change my bank account?', 'split my salary between two accounts'],
    { atMonthEnd: 3 },
  ),
  topic(
    'tax_form',
    'PAYROLL',
    'knowledge',
    6,
    ['Where is my tax form?', 'I moved, which address goes on my tax form'],
    { atMonthEnd: 1.5 },
  ),
  topic(
    'expense_report',
    'TRAVEL_AND_EXPENSE',
    'knowledge',
    24,
    ['How do I submit my expenses?', 'I lost a receipt, what now?', 'when are my expenses paid?'],
    { departments: sales, atMonthEnd: 2.5 },
  ),
  topic(
    'travel_policy',
    'TRAVEL_AND_EXPENSE',
    'knowledge',
    14,
    [
      'What is the hotel limit in New York?',
      'may I book premium economy to Tokyo?',
      'how do I change my flight',
    ],
    { departments: sales },
  ),
  topic(
    'corporate_card',
    'FINANCE',
    'knowledge',
    8,
    ['I need a company credit card', 'lost my corporate card'],
    { departments: sales },
  ),
  topic(
    'purchase_order',
    'FINANCE',
    'lookup',
    10,
    ['What is the status of PO 4500{number}?', 'has my purchase order been approved?'],
    { departments: finance, atMonthEnd: 3.5 },
  ),
  topic(
    'vendor_onboarding',
    'FINANCE',
    'knowledge',
    6,
    ['How do I add a new supplier?', 'supplier form takes ages, how long is normal?'],
    { departments: finance },
  ),
  topic(
    'invoice',
    'FINANCE',
    'knowledge',
    8,
    ['Has invoice {number} been paid?', 'where do suppliers send invoices?'],
    { departments: finance, atMonthEnd: 4 },
  ),
  topic('badge', 'FACILITY', 'knowledge', 11, ['I lost my badge', 'My badge does not open the lab door']),
  topic('parking', 'FACILITY', 'knowledge', 8, [
    'How do I book a parking space?',
    'where can visitors park?',
  ]),
  topic('desk_booking', 'FACILITY', 'knowledge', 12, [
    'Book a desk for tomorrow',
    'how do I reserve a room for 15 people?',
  ]),
  topic('office_supplies', 'FACILITY', 'knowledge', 7, [
    'The light above my desk is broken',
    'I need an ergonomic chair',
  ]),
  topic(
    'nda',
    'LEGAL',
    'knowledge',
    8,
    ['I need an NDA with a new partner', 'can we sign their NDA template?'],
    { departments: { Legal: 4, Sales: 3 } },
  ),
  topic(
    'data_privacy',
    'LEGAL',
    'knowledge',
    5,
    ['May I store customer data in a spreadsheet?', 'a customer wants their data deleted'],
    { departments: { Legal: 4, Support: 2 } },
  ),
  topic(
    'warranty_claim',
    'FIELD_SERVICE',
    'knowledge',
    7,
    ['Is pump serial {number} still under warranty?', 'how do I file a warranty claim for a customer?'],
    { departments: { Support: 6 } },
  ),
  topic('other_people_operations', 'OTHER', 'people', 24, [
    'Who is {person}?',
    'Who is the manager of {person}?',
    'how can I reach {person}?',
  ]),
  topic('approvals', 'OTHER', 'approvals', 16, [
    'See pending approvals',
    'Show my approvals',
    'what do I have to approve?',
  ]),
  topic('email_draft', 'OTHER', 'writing', 22, [
    'Write a short mail to my team that the launch moves to Thursday',
    'Translate this to German: we will send the offer tomorrow',
    'make this sound friendlier: please send the numbers',
    'Summarize what changed in our travel rules in three sentences',
  ]),
  topic('document_summary', 'OTHER', 'document', 12, [
    'Summarize this document',
    'What are the open points in the attached contract?',
    'what does this file say about deadlines?',
  ]),
  topic('greeting', 'OTHER', 'greeting', 30, [
    'Hello',
    'hi',
    'Good morning!',
    'hey there',
    'what can you do?',
  ]),
  topic('sabbatical', 'HR', 'gap', 6, ['Can I take a sabbatical?', 'what is our sabbatical policy']),
  topic('ev_charging', 'FACILITY', 'gap', 8, [
    'Can I charge my car at the office?',
    'how much does charging cost in the garage?',
  ]),
  topic('stock_options', 'HR', 'gap', 7, [
    'When do my stock options vest?',
    'what happens to my shares when I leave?',
  ]),
  topic('relocation', 'HR', 'gap', 5, ['Does the company pay for a move to London?', 'relocation package']),
  topic(
    'budget',
    'FINANCE',
    'gap',
    6,
    ['What is the travel budget of my team?', 'how much budget is left in cost center 4711?'],
    { departments: finance, atMonthEnd: 2 },
  ),
  topic(
    'linux_workstation',
    'IT',
    'gap',
    5,
    ['Can I install Linux on my laptop?', 'is there a supported Ubuntu image?'],
    { departments: engineering },
  ),
  topic('pet_policy', 'FACILITY', 'gap', 3, ['May I bring my dog to the office?']),
  topic('other_knowledge_queries', 'UNKNOWN', 'gap', 6, [
    'what about the thing from yesterday',
    'can you do it again',
    'the usual please',
  ]),
]

function topic(
  entity: string | null,
  domain: string,
  course: Course,
  weight: number,
  questions: readonly string[],
  more: Pick<Topic, 'things' | 'departments' | 'atMonthEnd'> = {},
): Topic {
  return { entity, domain, course, weight, questions, ...more }
}
