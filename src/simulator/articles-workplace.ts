import type { Article } from './article.ts'

/** What finance, travel, facilities and legal have written down. */
export const WORKPLACE_ARTICLES: readonly Article[] = [
  {
    topic: 'expense_report',
    title: 'Get your expenses back',
    sentences: [
      'Photograph receipts with the Concur app on the day you paid.',
      'Submit a report within 60 days; later ones need the agreement of the finance director.',
      'Reports that are approved by the 20th are paid with the next salary.',
      'Meals above the daily rate need the names of the guests and the reason.',
      'A missing receipt is replaced by the form “Receipt affidavit”, three times a year at most.',
    ],
  },
  {
    topic: 'travel_policy',
    title: 'Business travel: what may I book?',
    sentences: [
      'Book flights and hotels in Concur, at least 14 days ahead where you can.',
      'Economy below six hours, premium economy above, upgrades with your own miles are fine.',
      'The hotel limit is shown for each city; 280 a night in New York, 190 in Berlin.',
      'Take the train when it gets you there within four hours.',
      'The travel hotline changes a booking around the clock: +1 555 0142.',
    ],
  },
  {
    topic: 'corporate_card',
    title: 'Company credit card',
    sentences: [
      'Ask for a card when you travel more than four times a year.',
      'Lock a lost card in the bank’s app at once, then tell finance.',
      'Private purchases are not allowed, not even when you pay them back.',
      'The limit can be raised for a trip, ask three working days before.',
    ],
  },
  {
    topic: 'purchase_order',
    title: 'Purchase orders from request to payment',
    sentences: [
      'Anything above 1,000 needs a purchase order before you order.',
      'Requests go to your manager, above 10,000 also to the budget owner.',
      'Suppliers put the number of the order on the invoice, otherwise it is sent back.',
      'Confirm the delivery in Ariba, only then the invoice is paid.',
    ],
  },
  {
    topic: 'vendor_onboarding',
    title: 'Add a new supplier',
    sentences: [
      'Ask the supplier for the tax form and the bank letter first.',
      'Start the request in Ariba under “Supplier request”.',
      'The security questionnaire is needed when the supplier sees personal data.',
      'It takes seven working days when everything is complete.',
    ],
  },
  {
    topic: 'invoice',
    title: 'Where is my invoice?',
    sentences: [
      'Invoices go to ap@alderpeak.example as PDF, one per e-mail.',
      'We pay 30 days after the invoice was received, on Wednesdays.',
      'The state is shown in Ariba: received, matched, approved, paid.',
    ],
  },
  {
    topic: 'badge',
    title: 'Access badge: lost, broken, new door',
    sentences: [
      'Report a lost badge here at once, it is blocked within a minute.',
      'Reception gives you a day pass when you show your ID.',
      'A new badge costs nothing the first time.',
      'Access to labs and server rooms is granted by the owner of the room.',
    ],
  },
  {
    topic: 'parking',
    title: 'Parking and bicycles',
    sentences: [
      'Book a space in the Robin app up to seven days ahead.',
      'Spaces that nobody has taken by 10:00 are free for everyone.',
      'Bicycles go into the basement, ask facilities for the code.',
      'Visitors park on level −1, give their number plate to reception.',
    ],
  },
  {
    topic: 'desk_booking',
    title: 'Book a desk or a room',
    sentences: [
      'Desks are booked in the Robin app, rooms in Outlook.',
      'Check in within 30 minutes, otherwise the desk is released.',
      'Rooms for more than twelve people need a named organiser.',
      'Phone booths cannot be booked and are meant for 30 minutes.',
    ],
  },
  {
    topic: 'office_supplies',
    title: 'Supplies, repairs and cleaning',
    sentences: [
      'Pens, paper and adapters are in the cupboard by the copier of each floor.',
      'Report a broken chair, light or tap with a photograph, facilities come within two days.',
      'Ergonomic chairs need a short assessment, it takes twenty minutes.',
    ],
  },
  {
    topic: 'nda',
    title: 'Non-disclosure agreements',
    sentences: [
      'Use our own template; it is signed within a day.',
      'Their template goes to legal first and takes up to five working days.',
      'Start with the form “NDA request” and name the partner as registered.',
      'An agreement covers both sides for three years after the last talk.',
    ],
  },
  {
    topic: 'data_privacy',
    title: 'Personal data: what may be stored where',
    sentences: [
      'Customer data stays in the systems listed in the data register.',
      'Requests from people who want to see or delete their data go to privacy@alderpeak.example on the same day.',
      'Do not put personal data into spreadsheets on team sites.',
      'A lost device is a data incident: report it within an hour.',
    ],
  },
  {
    topic: 'warranty_claim',
    title: 'Warranty claims of customers',
    sentences: [
      'Look up the serial number in the field service portal, it shows the warranty end.',
      'Photographs of the type plate and the damage are required.',
      'Spare parts under warranty are shipped within two days from Austin or Berlin.',
      'Claims above 5,000 are decided by the regional service lead.',
    ],
  },
]
