import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import type { Cut } from '../../metrics/cuts.ts'
import { metrics } from '../../metrics/library.ts'
import { type Question, runMetric } from '../../metrics/run.ts'
import { type ServedCompany, serveCompany } from '../testing/served-company.ts'
import { Counting } from './counting.ts'
import type { Finding } from './finding.ts'

const stores = new TestStores()
const companies: ServedCompany[] = []
afterAll(async () => {
  for (const company of companies) await company.close()
  await stores.close()
})

/** A company of 40 people from Monday, 2 March 2026 on, and what is found on a page of its dashboards. */
async function company(scenario: 'outage' | 'knowledge-gap', days: number) {
  const plan = { seed: 4, people: 40, start: '2026-03-02', days, scenario, irregularLoads: false }
  const served = await serveCompany(plan, { stores })
  companies.push(served)
  return async (question: string): Promise<Finding[]> =>
    (await served.get<{ findings: Finding[] }>(`/api/findings?${question}`)).findings
}

describe('of a company whose VPN was down', () => {
  let find: Awaited<ReturnType<typeof company>>
  beforeAll(async () => {
    find = await company('outage', 18)
  })

  test('the overview names the topic, the days, and how many calls brought nothing', async () => {
    const [first] = await find('dashboard=overview&from=2026-03-09&to=2026-03-20')
    expect(first).toMatchObject({ kind: 'outage', metric: 'plugin_unsuccessful' })
    expect(first!.sentence).toMatch(
      /^Something was down, it seems: on 10 and 11 March \d+ of \d+ plugin calls about topic “vpn” brought nothing \(\d\d(\.\d)?%; usually .*\)\. \d+ of these calls were of plugin “[^”]+”/,
    )
    expect(first!.link).toEqual({ path: '/plugins', filters: { topic: ['vpn'] } })
  })

  test('days before it are no outage, and pages that do not show plugins do not tell of it', async () => {
    const kinds = async (question: string) => (await find(question)).map(({ kind }) => kind)
    expect(await kinds('dashboard=overview&from=2026-03-03&to=2026-03-10')).not.toContain('outage')
    expect(await kinds('dashboard=engagement&from=2026-03-09&to=2026-03-20')).not.toContain('outage')
    expect(await kinds('dashboard=overview&from=2026-03-09&to=2026-03-20&f.topic=expenses')).not.toContain(
      'outage',
    )
  })

  test('says what the records lack', async () => {
    const sentences = (await find('dashboard=overview&from=2026-03-04&to=2026-04-01')).map(
      each => each.sentence,
    )
    expect(sentences.join('\n')).toMatch(/From \d+ March on records are still arriving/)
    expect(sentences).toContain('Records begin on 2 March: there is no whole period before to compare with.')
    expect(await find('dashboard=overview&from=2027-01-01&to=2027-02-01')).toEqual([
      expect.objectContaining({
        kind: 'record',
        sentence: expect.stringMatching(/^There are no complete days/),
      }),
    ])
  })
})

describe('of a company that nobody wrote an article for', () => {
  let find: Awaited<ReturnType<typeof company>>
  beforeAll(async () => {
    find = await company('knowledge-gap', 18)
  })

  test('the overview names the topic, how many found nothing, and what was before', async () => {
    const found = await find('dashboard=overview&from=2026-03-11&to=2026-03-20')
    const gap = found.find(({ kind }) => kind === 'gap')
    expect(gap?.sentence).toMatch(
      /^Knowledge is missing on topic “remote_work”: \d+ of \d+ questions that were searched for found none \(\d+(\.\d)?%; on other topics \d+(\.\d)?%\), after .* in the 9 days before\. /,
    )
    expect(gap?.link).toEqual({ path: '/knowledge', filters: { topic: ['remote_work'] } })
    expect(found.findIndex(({ kind }) => kind === 'gap')).toBeLessThan(2)
  })

  test('figures that moved are told with the topic that moved them', async () => {
    const found = await find('dashboard=knowledge&from=2026-03-11&to=2026-03-20&f.domain=HR')
    const change = found.find(({ metric, kind }) => kind === 'change' && metric === 'citation_rate')
    expect(change?.sentence).toMatch(
      /^Citation rate fell from [\d.]+% to [\d.]+%, that is \d+ of \d+ questions, against the 9 days before\. Topic “remote_work” accounts for \d+% of it\.$/,
    )
    expect(change?.link).toEqual({ path: '/knowledge', filters: { topic: ['remote_work'] } })
  })
})

test('what is counted at once is what metrics say one by one', async () => {
  const { engine } = companies[0]!
  const period = { from: '2026-03-09', to: '2026-03-16' }
  const before = { from: '2026-03-02', to: '2026-03-09' }
  const both = { from: before.from, to: period.to }
  const other = { from: '2026-03-10', to: '2026-03-12' }
  const never = { from: '2027-03-10', to: '2027-03-12' }
  const byDay: readonly Pick<Cut, 'by' | 'grain'>[] = [{ by: [], grain: 'day' }]
  const asked: readonly [string, readonly Pick<Cut, 'by' | 'grain'>[], Partial<Question>?][] = [
    ['conversations', [{ by: [] }, { by: ['route'] }, { by: ['department'] }, { by: ['route', 'country'] }]],
    ['active_users', [{ by: [] }, ...byDay, { by: ['segment'] }], { where: { platform: ['slack'] } }],
    ['adoption', [{ by: [] }, { by: ['department'] }]],
    ['stickiness', [{ by: [] }, ...byDay]],
    ['deflection', [{ by: ['topic'] }, { by: [] }], { variant: 'rated', tz: 'America/New_York' }],
    ['deflection', [{ by: ['domain'] }], { where: { department: { not: ['Sales'] } } }],
    ['time_to_first_answer', [{ by: [] }, { by: ['topic'], grain: 'day' }]],
  ]
  const library = metrics()
  const counting = new Counting(engine, { minimumGroup: 5, period, before })
  const questions = asked.flatMap(([id, cuts, more]) =>
    cuts.flatMap(cut =>
      (id === 'conversations' ? [period, before, both, other, never] : [period, before]).map(days => ({
        id,
        cut,
        question: { ...more, ...days },
      })),
    ),
  )
  const counted = await Promise.all(
    questions.map(({ id, cut, question }) => counting.count(library.get(id)!, question, cut)),
  )
  for (const [i, { id, cut, question }] of questions.entries()) {
    const { rows } = await runMetric(engine, library.get(id)!, { ...question, ...cut }, { fresh: true })
    expect(counted[i], JSON.stringify({ id, cut, question })).toEqual(rows)
  }
})

test('refuses a dashboard that there is not', async () => {
  const answer = await companies[0]!.fetch('/api/findings?dashboard=overvew&from=2026-03-09&to=2026-03-20')
  expect(answer.status).toBe(404)
})
