import type { Topic } from './topic.ts'
import { topic } from './topic.ts'

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

/** What people come to IT for. */
export const IT_TOPICS: readonly Topic[] = [
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
  topic(
    'linux_workstation',
    'IT',
    'gap',
    5,
    ['Can I install Linux on my laptop?', 'is there a supported Ubuntu image?'],
    { departments: engineering },
  ),
]
