import type { Topic } from './topic.ts'
import { topic } from './topic.ts'

const finance = { Finance: 5, Operations: 2, Engineering: 0.4 } as const
const sales = { Sales: 3, Marketing: 1.6, Engineering: 0.5 } as const

/** What people ask about money, travel, buildings, contracts and customers, and of the assistant itself. */
export const WORKPLACE_TOPICS: readonly Topic[] = [
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
  topic('other_people_operations', 'OTHER', 'people', 44, [
    'Who is {person}?',
    'Who is the manager of {person}?',
    'how can I reach {person}?',
  ]),
  topic('approvals', 'OTHER', 'approvals', 70, [
    'See pending approvals',
    'Show my approvals',
    'what do I have to approve?',
  ]),
  topic('email_draft', 'OTHER', 'writing', 40, [
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
  topic('greeting', 'OTHER', 'greeting', 46, [
    'Hello',
    'hi',
    'Good morning!',
    'hey there',
    'what can you do?',
  ]),
  topic('ev_charging', 'FACILITY', 'gap', 8, [
    'Can I charge my car at the office?',
    'how much does charging cost in the garage?',
  ]),
  topic(
    'budget',
    'FINANCE',
    'gap',
    6,
    ['What is the travel budget of my team?', 'how much budget is left in cost center 4711?'],
    { departments: finance, atMonthEnd: 2 },
  ),
  topic('pet_policy', 'FACILITY', 'gap', 3, ['May I bring my dog to the office?']),
  topic('other_knowledge_queries', 'UNKNOWN', 'gap', 6, [
    'what about the thing from yesterday',
    'can you do it again',
    'the usual please',
  ]),
  topic(
    'expense_status',
    'TRAVEL_AND_EXPENSE',
    'lookup',
    9,
    ['Has my expense report been paid?', 'where is report {number}?', 'Why was my expense report sent back?'],
    { departments: sales, atMonthEnd: 2 },
  ),
  topic(
    'opportunity',
    'SALES',
    'lookup',
    7,
    ['Show the notes of opportunity {number}', 'what is the latest on my largest deal?'],
    { departments: { Sales: 6, Marketing: 2, Engineering: 0.1, IT: 0.1 } },
  ),
]
