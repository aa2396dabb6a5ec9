import type { Company } from './company.ts'
import type { Indexed } from './knowledge.ts'
import { SEARCH } from './plugins.ts'
import { calendarEvent, message } from './resources-of-work.ts'
import type { Topic } from './topic.ts'
import type { Transcript, Use } from './transcript.ts'

/**
 * The assistant searches the knowledge base for the latest action. The call keeps its best hits; as many more are listed
 * without a call. When the search found nothing that fits, hits are listed all the same, none of them cited.
 *
 * @param found the article the answer will rest on; undefined when there is none
 */
export function search(t: Transcript, company: Company, topic: Topic, found: Indexed | undefined): void {
  const { random } = t
  const { byDomain, byTopic, files, internal } = company.library
  const related = byDomain.get(topic.domain) ?? byDomain.get('OTHER') ?? byDomain.get('IT') ?? []
  const uses: Use[] = []
  if (found !== undefined) {
    for (const [i, resource] of found.passages.entries())
      uses.push({ resource, cited: i === 0 || random.chance(0.45) })
  } else {
    // Articles on the topic do come up, only the answer is not in them.
    const near = byTopic.get(topic.entity ?? '')?.[0]
    if (near !== undefined) uses.push({ resource: random.pick(near.passages), cited: false })
  }
  const hits = random.between(7, 9)
  while (uses.length < hits)
    uses.push({ resource: random.pick(random.chance(0.52) ? related : files), cited: false })
  t.call(SEARCH, found === undefined ? 'unserved' : random.chance(0.93) ? 'used' : 'served', uses, 5600)
  // Long questions are searched twice, in other words; the second search rarely adds anything.
  if (random.chance(0.22)) {
    const again = [random.pick(related), random.pick(related), random.pick(files)]
    t.call(
      SEARCH,
      'unserved',
      again.map(resource => ({ resource, cited: false })),
      5600,
    )
  }
  const listed = random.between(6, 13)
  for (let i = 0; i < listed; i++) {
    const from = random.weighted([50, 46, 4])
    t.mention(random.pick(from === 0 ? related : from === 1 ? files : internal))
  }
  if (random.chance(0.01)) t.mention(message(random.below(3)))
  if (random.chance(0.002)) t.mention(calendarEvent(random))
}

/** The article that answers a topic, in the person's language if there is one. */
export function articleFor(t: Transcript, company: Company, topic: Topic): Indexed | undefined {
  const articles = company.library.byTopic.get(topic.entity ?? '') ?? []
  const own = articles.filter(({ language }) => language === t.person.writes)
  // The first article on a topic is the good one; others come up in searches only.
  return own[0] ?? articles.find(({ language }) => language === 'en')
}
