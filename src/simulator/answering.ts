import { aftermath, getHelp } from './aftermath.ts'
import { circumstance } from './circumstances.ts'
import type { Company } from './company.ts'
import type { Indexed } from './knowledge.ts'
import { room, unspecified, uploadedContent } from './resources-of-work.ts'
import { articleFor, search } from './search.ts'
import { fill, list, some, typed } from './texts.ts'
import type { Topic } from './topic.ts'
import type { Transcript } from './transcript.ts'
import { PHRASES, translationOf } from './translations.ts'

/** The question somebody opens with, in their own language where it is known. */
export function opening(t: Transcript, company: Company, topic: Topic): string {
  const { random } = t
  const questions = translationOf(t.person.writes, topic.entity)?.questions
  if (questions !== undefined) return random.pick(questions)
  const values = {
    thing: topic.things === undefined ? '' : random.pick(topic.things),
    person: company.colleague(random).fullName,
    number: String(random.between(10_000, 99_999)),
  }
  const question = fill(random.pick(topic.questions), values)
  const added = random.chance(0.35) ? circumstance(random, t.person, topic.domain) : null
  return typed(
    random,
    added === null ? question : `${question}${random.pick([', ', ' – ', '. ', '\n'])}${added}`,
  )
}

/** A question the knowledge base answers, most of the time. */
export function knowledge(t: Transcript, company: Company, topic: Topic, missing: number): void {
  const { random } = t
  const found = random.chance(missing) ? undefined : articleFor(t, company, topic)
  t.ask(opening(t, company, topic), topic.domain, topic.entity)
  forms(t, company, topic)
  if (topic.entity === 'desk_booking')
    t.call(
      'Find a Room',
      'served',
      ['Aurora', 'Basalt', 'Cedar'].map(name => ({ resource: room(name), cited: false })),
    )
  search(t, company, topic, found)
  if (found === undefined) {
    t.ledger.hasNoArticle()
    unanswered(t, company, topic)
    return
  }
  t.reply(answerFrom(t, company, found, topic.domain === 'IT'))
  if (random.chance(0.3)) followUp(t, company, topic, found)
  // A good article helps nearly everybody, a bad one leaves every third person where they were.
  const helps = random.below(100) < found.quality
  if (helps) t.ledger.ends('resolved', t.now)
  aftermath(t, company, topic, helps ? (random.chance(0.5) ? 'pleased' : 'content') : 'unhappy')
}

/** A question nobody has written an answer to: a knowledge gap. */
export function gap(t: Transcript, company: Company, topic: Topic): void {
  t.ask(opening(t, company, topic), topic.domain, topic.entity)
  forms(t, company, topic)
  search(t, company, topic, undefined)
  t.ledger.hasNoArticle()
  unanswered(t, company, topic)
}

function unanswered(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  t.reply(PHRASES[t.person.writes].notFound + near(t, company, topic))
  if (random.chance(0.3)) {
    t.wait(10, 60)
    t.ask(
      random.pick([
        'no',
        'that is not what I mean',
        'is there really nothing?',
        'ok, never mind',
        'who can tell me?',
      ]),
      topic.domain,
      null,
    )
    t.ledger.rephrased()
    search(t, company, topic, undefined)
    t.reply('I could not find more on this. Choose “Get help” and I will pass your question on.')
  }
  if (random.chance(0.25)) getHelp(t, company, topic)
  else aftermath(t, company, topic, 'unhappy')
}

/** What the search did find, when it is not an answer. */
function near(t: Transcript, company: Company, topic: Topic): string {
  const related = company.library.byDomain.get(topic.domain) ?? []
  if (related.length === 0 || t.person.writes !== 'en') return ''
  const links = some(t.random, related, 4).map(({ link, name }) => `- <${link}|${name}>`)
  return `\n\nThese pages are about something near:\n\n${[...new Set(links)].join('\n')}`
}

/** Forms are looked up beside most questions, and offered now and then. */
function forms(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  if (!random.chance(0.72)) return
  const offered = some(random, company.formsByDomain.get(topic.domain) ?? [], 3)
  const outcome = offered.length > 0 && random.chance(0.2) ? 'served' : 'unserved'
  t.call(
    'Forms',
    outcome,
    offered.map(({ resource }, i) => ({ resource, cited: outcome === 'served' && i === 0 })),
  )
}

function followUp(t: Transcript, company: Company, topic: Topic, found: Indexed): void {
  const { random } = t
  t.wait(20, 180)
  t.ask(random.pick(FOLLOW_UPS[t.person.writes]), topic.domain, null)
  search(t, company, topic, found)
  t.reply(
    `${some(random, found.article.sentences, 3).join(' ')} [1]\n\n${PHRASES[t.person.writes].moreAbout}`,
  )
}

const FOLLOW_UPS = {
  en: [
    'and what if that does not work?',
    'Does this hold for contractors too?',
    'how long does it take?',
    'where exactly do I find this?',
    'I don’t see that option',
  ],
  de: ['und wenn das nicht klappt?', 'Wo finde ich das genau?'],
  fr: ['et si cela ne fonctionne pas ?', 'où puis-je le trouver exactement ?'],
  es: ['¿y si eso no funciona?', '¿dónde lo encuentro exactamente?'],
  ja: ['それでもうまくいかない場合は?', 'どこにありますか?'],
  pt: ['e se isso não funcionar?', 'onde encontro isso exatamente?'],
} as const

const BEFORE_YOU_GO = {
  technical:
    '**Before you go on**\n\n- Save your work, some of the steps close open windows.\n- Have your phone with you, you may be asked to confirm that it is you.\n- If your office has a local page on this, what it says comes first.\n- It takes about ten minutes. If it takes longer, stop and ask, rather than trying the same step again.',
  other:
    '**Before you go on**\n\n- If your office has a local page on this, what it says comes first.\n- Part-time colleagues and contractors may have other rules, their contact person knows them.\n- Have your employee number at hand, some forms ask for it.\n- It takes about ten minutes. If anything looks wrong, stop and ask me rather than guessing.',
}

/** What an article says besides, as a section at the end of an answer. */
export function goodToKnow(t: Transcript, company: Company, entity: string): string {
  const article = company.library.byTopic.get(entity)?.[0]?.article
  return article === undefined ? '' : `\n\n**Good to know**\n\n${list(t.random, article.sentences)}`
}

function answerFrom(
  t: Transcript,
  company: Company,
  { article, language, passages }: Indexed,
  isTechnical: boolean,
): string {
  const { random } = t
  const phrases = PHRASES[language === t.person.writes ? t.person.writes : 'en']
  const steps = article.sentences.map((sentence, i) => (i % 2 === 0 ? `${sentence} [1]` : sentence))
  const parts = [fill(random.pick(phrases.found), { title: article.title })]
  parts.push(random.chance(0.85) ? list(random, steps) : steps.join(' '))
  for (const other of company.library.byTopic.get(article.topic) ?? [])
    if (other.article !== article && other.language === language)
      parts.push(`**${other.article.title}**\n\n${list(random, other.article.sentences)}`)
  if (language === 'en' && random.chance(0.75))
    parts.push(isTechnical ? BEFORE_YOU_GO.technical : BEFORE_YOU_GO.other)
  if (random.chance(0.7)) parts.push(phrases.moreAbout)
  parts.push(random.pick(phrases.more))
  parts.push(
    passages
      .slice(0, random.between(1, 3))
      .map((source, i) => `[${i + 1}]: <${source.link}|${article.title}>`)
      .join('\n'),
  )
  return parts.join('\n\n')
}

/** Texts the assistant writes itself, without looking anything up. */
export function writing(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  const asked = random.pick(WRITINGS)
  t.ask(typed(random, asked.request), topic.domain, topic.entity)
  t.call(asked.plugin, 'used', random.chance(0.3) ? [{ resource: unspecified(random), cited: true }] : [])
  t.reply(asked.answer)
  t.ledger.ends('resolved', t.now)
  if (random.chance(0.35)) {
    t.wait(15, 90)
    t.ask(
      random.pick(['make it shorter', 'more formal please', 'Add a line that I am on holiday next week']),
      topic.domain,
      null,
    )
    t.call(asked.plugin, 'used')
    t.reply(`${random.pick(['Here is a new version:', 'Sure! How about this?'])}\n\n> ${asked.again}`)
  }
  aftermath(t, company, topic, random.chance(0.5) ? 'pleased' : 'content')
}

const WRITINGS = [
  {
    plugin: 'Write Email',
    request: 'Write a short mail to my team that the launch moves to Thursday',
    answer:
      'Here is a draft:\n\n**Subject:** Launch moves to Thursday\n\nHi all,\n\nto give testing one more day, the launch moves to Thursday. Everything else stays as planned – please check your own dates and tell me by tonight if something does not fit.\n\nThanks for your flexibility!',
    again: 'Hi all, the launch moves to Thursday. Everything else stays as planned. Thank you!',
  },
  {
    plugin: 'Quick GPT',
    request: 'Translate this to German: we will send the offer tomorrow',
    answer:
      '„Wir schicken das Angebot morgen.“\n\nMore formal: „Wir werden Ihnen das Angebot morgen zukommen lassen.“',
    again: '„Das Angebot folgt morgen.“',
  },
  {
    plugin: 'Quick GPT',
    request: 'Make this sound friendlier: please send the numbers',
    answer:
      'How about: “Could you send me the numbers when you have a minute? That would help me a lot, thank you!”',
    again: '“May I ask you for the numbers? Thank you in advance.”',
  },
  {
    plugin: 'Code Interpreter',
    request: 'What is the average of 1240, 1385, 990 and 1411?',
    answer: 'The average is **1,256.5**.\n\nI added the four values (5,026) and divided by four.',
    again: '1,256.5',
  },
]

/** A file is uploaded, and asked about. */
export function document(t: Transcript, company: Company, topic: Topic): void {
  const { random } = t
  const fileTypes = random.pick([['pdf'], ['docx'], ['pdf', 'pdf'], ['xlsx'], ['pptx', 'pdf']])
  t.upload(fileTypes)
  t.wait(6, 40)
  t.ask(opening(t, company, topic), topic.domain, topic.entity)
  t.call('Brief Me (Start/End)', 'used', [], 600)
  const uses = fileTypes.map((_, i) => ({ resource: uploadedContent(i + 1), cited: true }))
  t.call('Brief Me (Interactions)', 'used', uses, 9000)
  t.reply(
    'Here is a summary of what you uploaded:\n\n- **Purpose:** it sets out who delivers what, and until when.\n- **Dates:** first delivery in six weeks, acceptance ten working days later.\n- **Open points:** liability, and who pays for freight.\n- **Next step:** both sides send remarks within a week.\n\nAsk me about any part of it.',
  )
  t.ledger.ends('resolved', t.now)
  if (random.chance(0.4)) {
    t.wait(15, 120)
    t.ask(
      random.pick([
        'who is responsible for freight?',
        'when is the first delivery?',
        'What happens if they are late?',
      ]),
      topic.domain,
      null,
    )
    t.call('Brief Me (Interactions)', 'used', [{ resource: uploadedContent(1), cited: true }], 7000)
    t.reply(
      'The document names it under “Open points”: freight and liability are still to be agreed; the first delivery is due six weeks after signature.',
    )
  }
  aftermath(t, company, topic, random.chance(0.6) ? 'pleased' : 'content')
}

/** Small talk. */
export function greeting(t: Transcript, company: Company, topic: Topic): void {
  t.ask(opening(t, company, topic), topic.domain, topic.entity)
  if (t.random.chance(0.2)) t.call('Clear Context', 'served', [], 90)
  t.reply(
    `Hello ${t.person.firstName}! How can I help you today? Some of what I can do:\n\n- **Fix things:** VPN, Wi-Fi, passwords, printers\n- **Get things:** software, laptops, access to lists and sites\n- **Look things up:** time off, payslips, tickets, colleagues, any company policy\n- **Write things:** drafts, summaries and translations\n\nJust ask in your own words, in any language.`,
  )
  t.ledger.ends('resolved', t.now)
}
