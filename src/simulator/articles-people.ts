import type { Article } from './article.ts'

/** What the People team and payroll have written down. */
export const PEOPLE_ARTICLES: readonly Article[] = [
  {
    topic: 'pto',
    title: 'Paid time off: how much, and how to book it',
    sentences: [
      'You earn 2.5 days a month; part-time colleagues earn their share of it.',
      'Ask for time off here in chat or in Workday, best two weeks ahead.',
      'Up to five days may be carried over and are lost on 31 March.',
      'When you fall ill during time off, those days are given back with a doctor’s note.',
      'More than ten working days in a row need the agreement of your manager’s manager.',
    ],
  },
  {
    topic: 'sick_leave',
    title: 'Calling in sick',
    sentences: [
      'Tell your manager before your working day begins, a chat message is enough.',
      'From the fourth day on we need a doctor’s note; in Germany it arrives electronically.',
      'Record the days in Workday under “Absence” when you are back.',
      'Caring for a sick child counts as sick leave for up to ten days a year.',
    ],
  },
  {
    topic: 'benefits',
    title: 'Health, dental and vision plans',
    sentences: [
      'You can choose a plan within 30 days after you joined and every November.',
      'The company pays 85 % of the premium for you and 70 % for your family.',
      'Marriage, birth and moving are life events: you may change your plan within 31 days.',
      'Your insurance card is in the benefits portal under “My documents”.',
      'Dental cleaning twice a year costs you nothing.',
    ],
  },
  {
    topic: '401k',
    title: 'Retirement plan and company match',
    sentences: [
      'The company matches the first 4 % of your salary, every pay period.',
      'You are enrolled with 3 % after 60 days, and may change it at any time.',
      'Contributions are yours from the first day, there is no vesting.',
      'Loans and withdrawals are handled by the provider, not by payroll.',
    ],
  },
  {
    topic: 'parental_leave',
    title: 'Parental leave',
    sentences: [
      'Every parent gets 16 weeks at full pay, whatever the law of the country gives besides.',
      'Tell the People team ten weeks before you want to start.',
      'The leave may be taken in two parts within the first year.',
      'Your laptop and your access stay with you, nobody expects you to use them.',
    ],
  },
  {
    topic: 'holiday_calendar',
    title: 'Public holidays and company days',
    sentences: [
      'The calendar of your location decides, not the one of your team.',
      'Besides public holidays there is one company day in the third quarter, when every office is closed.',
      'When a holiday falls on a Saturday there is no replacement outside the United Kingdom and the United States.',
      'Customer support works on a duty roster on those days.',
    ],
  },
  {
    topic: 'remote_work',
    title: 'Working from home and from abroad',
    sentences: [
      'Teams agree on two days a week in the office; the rest is up to you.',
      'You may work from another country for 30 days a year, after tax and security have agreed.',
      'Send the form “Work from abroad” three weeks before you travel.',
      'Some countries are excluded because of export rules, the list is on the travel page.',
    ],
  },
  {
    topic: 'performance_review',
    title: 'Review cycle and goals',
    sentences: [
      'Reviews take place in March and September.',
      'Write your self-review in Workday; half a page is plenty.',
      'Ask three to five colleagues for feedback before the cycle opens.',
      'Ratings are compared across teams before managers share them.',
    ],
  },
  {
    topic: 'onboarding',
    title: 'Your first two weeks',
    sentences: [
      'Your laptop arrives two days before you start; sign in with the code from your welcome mail.',
      'The safety and privacy courses are due within 14 days.',
      'Your buddy shows you the office and answers what nobody wrote down.',
      'Get access to tools by asking here, most of them are ready in minutes.',
    ],
  },
  {
    topic: 'employee_referral',
    title: 'Recommend somebody for a job',
    sentences: [
      'Submit the profile in Workday under “Refer a candidate” before the person applies.',
      'The bonus is paid with the salary after the new colleague has completed three months.',
      'Managers get no bonus for people who would report to them.',
    ],
  },
  {
    topic: 'payslip',
    title: 'Read your payslip',
    sentences: [
      'Payslips appear in Workday two days before payday.',
      'Gross pay is what your contract says; net pay is what reaches your account.',
      'Expenses are paid separately and are not on the payslip.',
      'If an amount looks wrong, write to payroll before the 5th of the next month.',
    ],
  },
  {
    topic: 'direct_deposit',
    title: 'Change your bank account',
    sentences: [
      'Change it yourself in Workday under “Pay” → “Payment elections”.',
      'Changes before the 15th count for the same month.',
      'For your safety payroll never changes an account because of an e-mail.',
      'You can split your salary between two accounts.',
    ],
  },
  {
    topic: 'tax_form',
    title: 'Tax forms and certificates',
    sentences: [
      'Forms for the past year are in Workday by 31 January.',
      'Agree to electronic delivery, paper takes two weeks longer.',
      'After a move change your address before the last payday of the year.',
      'Former colleagues reach their forms with a private e-mail address.',
    ],
  },
]
