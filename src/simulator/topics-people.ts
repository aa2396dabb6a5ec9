import type { Topic } from './topic.ts'
import { topic } from './topic.ts'

const leaders = { People: 4, Sales: 1.5 } as const

/** What people ask about their employment and their pay. */
export const PEOPLE_TOPICS: readonly Topic[] = [
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
  topic('sabbatical', 'HR', 'gap', 6, ['Can I take a sabbatical?', 'what is our sabbatical policy']),
  topic('stock_options', 'HR', 'gap', 7, [
    'When do my stock options vest?',
    'what happens to my shares when I leave?',
  ]),
  topic('relocation', 'HR', 'gap', 5, ['Does the company pay for a move to London?', 'relocation package']),
  topic(
    'open_positions',
    'HR',
    'lookup',
    6,
    ['Which positions are open in Berlin?', 'how many candidates are there for req {number}?'],
    { departments: leaders },
  ),
]
