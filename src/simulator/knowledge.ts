import type { Article } from './article.ts'
import { IT_ARTICLES } from './articles-it.ts'
import { PEOPLE_ARTICLES } from './articles-people.ts'
import { WORKPLACE_ARTICLES } from './articles-workplace.ts'
import { Random } from './random.ts'
import type { Resource } from './resource.ts'
import { resource } from './resource.ts'
import { TOPICS } from './topics.ts'
import { translations } from './translations.ts'

/** An article with what a search returns of it. */
export interface Indexed {
  readonly article: Article
  readonly language: string
  /** Of a hundred people who are given it as the answer, how many it helps. */
  readonly quality: number
  /** Passages of it, the best first. */
  readonly passages: readonly Resource[]
}

/** Everything a search can return. */
export interface Library {
  readonly byTopic: ReadonlyMap<string, readonly Indexed[]>
  readonly byDomain: ReadonlyMap<string, readonly Resource[]>
  readonly files: readonly Resource[]
  readonly internal: readonly Resource[]
  /** Every article once. */
  readonly articles: readonly Resource[]
}

const ARTICLES = [...IT_ARTICLES, ...PEOPLE_ARTICLES, ...WORKPLACE_ARTICLES]
const VARIANTS = ['', ' (FAQ)', ' (EMEA)', ' (contractors)']
const SECTIONS = ['Who this is for', 'Before you begin', 'Steps', 'Good to know', 'Related']
const REMARKS = [
  'This page is kept by the owning team and reviewed twice a year.',
  'Questions that are not answered here go to the service desk.',
  'It holds for all locations unless a local page says otherwise.',
  'Contractors ask their contact person in the company first.',
  'Changes are announced in the monthly newsletter.',
  'Screenshots may look different in older versions.',
  'The page in English is the binding one, translations are kept up to date as well as we can.',
]

/** The company's knowledge base and files. */
export function libraryOf(seed: number): Library {
  const random = Random.of(seed, 2)
  const byTopic = new Map<string, Indexed[]>()
  const byDomain = new Map<string, Resource[]>()
  for (const article of ARTICLES) {
    const domain = domainOf(article.topic)
    for (const variant of VARIANTS) {
      const passages = passagesOf(random, asIngested(random, article, variant), domain)
      if (variant === '')
        push(byTopic, article.topic, { article, language: 'en', quality: qualityOf(random), passages })
      for (const passage of passages) push(byDomain, domain, passage)
    }
  }
  for (const { language, entity, translation } of translations()) {
    const article = { topic: entity, title: translation.title, sentences: translation.sentences }
    const passages = passagesOf(random, article, domainOf(entity))
    push(byTopic, entity, { article, language, quality: qualityOf(random), passages })
    for (const passage of passages) push(byDomain, domainOf(entity), passage)
  }
  const articles = new Map<string, Resource>()
  for (const passage of [...byDomain.values()].flat())
    if (!articles.has(passage.resourceId)) articles.set(passage.resourceId, passage)
  return {
    articles: [...articles.values()],
    byTopic,
    byDomain,
    files: Array.from({ length: 240 }, () => fileOf(random)),
    internal: Array.from({ length: 30 }, () => resource('INTERNAL_KNOWLEDGE', random.hexId(), null)),
  }
}

/** A variant of an article as a connector brings it in: some of them lose typographic marks. */
function asIngested(random: Random, article: Article, variant: string): Article {
  const plain = random.chance(0.5)
    ? (text: string) =>
        text.replace(/[“”]/g, '"').replaceAll('’', "'").replace(/[–−]/g, '-').replaceAll('→', '>')
    : (text: string) => text
  return { ...article, title: plain(article.title + variant), sentences: article.sentences.map(plain) }
}

/** Most articles are good, every seventh is out of date. */
function qualityOf(random: Random): number {
  return random.chance(0.14) ? random.between(52, 72) : random.between(82, 97)
}

/** The domain of a topic of the knowledge base. */
function domainOf(entity: string): string {
  return TOPICS.find(topic => topic.entity === entity)?.domain ?? 'OTHER'
}

/** What a search finds of an article: the whole, a part, the heading. One resource, several snippets. */
function passagesOf(random: Random, article: Article, domain: string): Resource[] {
  const resourceId = random.chance(0.5) ? random.decimalId() : random.hexId()
  const number = `KB00${random.between(10_000, 99_999)}`
  const inWiki = random.chance(0.3)
  const url = inWiki
    ? `https://wiki.alderpeak.example/spaces/${domain}/pages/${random.between(100_000, 999_999)}`
    : `https://alderpeak.service-now.example/kb_view.do?sysparm_article=${number}`
  const passage = (snippet: string): Resource =>
    resource('KNOWLEDGE', resourceId, {
      domain,
      external_resource_id: inWiki ? url.slice(url.lastIndexOf('/') + 1) : number,
      name: article.title,
      snippet,
      url,
    })
  const half = Math.ceil(article.sentences.length / 2)
  return [
    passage(wholeText(random, article)),
    passage(`${article.title}: ${article.sentences.slice(0, half).join(' ')}`),
    passage(article.sentences.slice(half).join(' ')),
    passage(`${article.title}: `),
  ]
}

function wholeText(random: Random, article: Article): string {
  const paragraphs: string[] = [article.title]
  for (const [i, section] of SECTIONS.entries()) {
    const own = article.sentences.filter((_, at) => at % SECTIONS.length === i)
    paragraphs.push(`${section}: ${[...own, random.pick(REMARKS), random.pick(REMARKS)].join(' ')}`)
  }
  return paragraphs.join(' ')
}

const FILE_SUBJECTS = [
  'Launch plan',
  'Onboarding checklist',
  'Price list',
  'Quarterly review',
  'Town hall',
  'Security training',
  'Field service handbook',
  'Travel rates',
  'Benefits overview',
  'Project Orion',
  'Data retention',
  'Brand guide',
  'Supplier contract',
  'Works council agreement',
  'Büroplan',
  'Résumé template',
  'Incident report',
]
const FILE_KINDS = ['draft', 'final', 'v2', 'v3', 'minutes', 'slides', 'summary', 'signed']
const FILE_SITES = ['People', 'Finance', 'Sales', 'Engineering', 'AllHands', 'Legal']
const FILE_SENTENCES = [
  'The steering group agreed to move the second milestone by two weeks; nobody objected.',
  'Costs stay within the plan, except for freight, which rose by eleven per cent.',
  'Every team names one person who answers questions about this document.',
  'Open points: the contract with the second supplier, training dates, the text for customers.',
  'Numbers are preliminary until the books of the month are closed.',
  'The pilot in Berlin and Austin showed fewer calls and shorter queues.',
  'Please send remarks before Friday, later ones go into the next version.',
  'Retention: seven years for invoices, ten for contracts, ninety days for logs.',
  'Next meeting: Tuesday 10:00, room Aurora, remote people join by link.',
  'We will measure this by the share of requests solved without a person.',
]

function fileOf(random: Random): Resource {
  const name = `${random.pick(FILE_SUBJECTS)} ${random.between(2023, 2026)} ${random.pick(FILE_KINDS)}.${random.pick(['pdf', 'docx', 'pptx', 'xlsx', 'txt'])}`
  const path = `sites/${random.pick(FILE_SITES)}/Shared%20Documents/${encodeURIComponent(name)}`
  const count = random.between(2, 8)
  const sentences = Array.from({ length: count }, () => random.pick(FILE_SENTENCES))
  const kind = random.weighted([36, 58, 1, 5])
  // Connectors flatten texts; a table now and then keeps its lines.
  const snippet = kind === 0 ? name : sentences.join(kind === 2 ? '\n' : ' ')
  // Some files come without a name and an address: the passage is all there is.
  const nameless = kind === 3
  return resource('FILE', random.chance(0.5) ? random.decimalId() : random.hexId(), {
    name: nameless ? null : name,
    snippet,
    url: nameless ? null : `https://alderpeak.sharepoint.example/${path}`,
  })
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
