import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Config } from '../../config/config.ts'
import { rows } from '../../store/engine.ts'
import { readAsked } from '../asked.ts'
import { dashboardSettings } from '../settings.ts'
import { type ServedCompany, serveCompany } from '../testing/served-company.ts'
import type { Flow } from './flow.ts'
import type { Funnel } from './funnel.ts'
import type { Heat } from './heat.ts'
import type { Steps } from './steps.ts'
import { readTurns, type TurnPage } from './turn-page.ts'

let company: ServedCompany
const PERIOD = 'from=2026-05-04&to=2026-05-25'

beforeAll(async () => {
  company = await serveCompany({ seed: 11, people: 80, start: '2026-05-04', days: 21, irregularLoads: false })
})

afterAll(() => company?.close())

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** The value of a metric over the period, with the filters of a page. */
async function metric(
  id: string,
  filters = '',
): Promise<{ value: number; numerator: number; denominator: number }> {
  const { rows: found } = await company.get<{
    rows: { value: number; numerator: number; denominator: number }[]
  }>(`/api/metrics/${id}?${PERIOD}${filters}`)
  return found[0]!
}

describe('the flow', () => {
  test('goes from topic over plugin to outcome, and loses nobody', async () => {
    const flow = await company.get<Flow>(`/api/journey/flow?${PERIOD}`)
    const resolution = await metric('conversation_resolution')
    expect(sum(flow.paths.map(path => path.counted))).toBe(resolution.denominator)
    expect(sum(flow.paths.map(path => path.succeeded))).toBe(resolution.numerator)
    const contained = await metric('containment')
    expect(flow.conversations).toBe(contained.denominator)
    for (const stage of ['topic', 'plugin', 'outcome'] as const) {
      const nodes = flow.nodes.filter(node => node.stage === stage)
      expect(sum(nodes.map(node => node.conversations)), stage).toBe(flow.conversations)
    }
    for (const node of flow.nodes.filter(each => each.stage === 'plugin')) {
      const into = flow.links.filter(link => link.target === node.id).map(link => link.conversations)
      const out = flow.links.filter(link => link.source === node.id).map(link => link.conversations)
      expect([sum(into), sum(out)], node.id).toEqual([node.conversations, node.conversations])
    }
    expect(flow.nodes.find(node => node.id === 'topic~other')?.folded).toBeGreaterThan(0)
  })

  test('counts success by the definition asked for', async () => {
    const confirmed = await company.get<Flow>(`/api/journey/flow?${PERIOD}&success=confirmed`)
    expect(confirmed.success).toMatchObject({ metric: 'conversation_resolution', variant: 'confirmed' })
    const { numerator } = await metric('conversation_resolution', '&variant=confirmed')
    expect(sum(confirmed.paths.map(path => path.succeeded))).toBe(numerator)
  })

  test('counts success by every definition that is offered, of questions where it judges questions', async () => {
    for (const success of ['rated', 'forms_only', 'without_catalogue', 'zendesk']) {
      const flow = await company.get<Flow>(`/api/journey/flow?${PERIOD}&success=${success}&events=in`)
      const id = success === 'zendesk' ? 'conversation_resolution' : 'deflection'
      expect(flow.success, success).toMatchObject({
        metric: id,
        variant: success,
        of: id === 'deflection' ? 'questions' : 'conversations',
      })
      const { numerator, denominator } = await metric(id, `&variant=${success}&events=in`)
      if (id === 'deflection')
        expect([flow.succeeded, flow.counted], success).toEqual([numerator, denominator])
      expect(sum(flow.paths.map(path => path.counted))).toBe(flow.counted)
    }
    const answer = await company.fetch(`/api/journey/flow?${PERIOD}&success=perfect`)
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('success is \\"perfect\\"; it must be one of confirmed'),
    ])
  })

  test('is given as CSV, too', async () => {
    const answer = await company.fetch(`/api/journey/flow.csv?${PERIOD}`)
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/)
    const [head, first] = (await answer.text()).split('\r\n')
    expect(head).toBe('topic,plugin,outcome,conversations,succeeded,counted')
    expect(first).toMatch(/^topic[=~].*,plugin[=~].*,outcome=\w+,\d+,\d+,\d+$/)
  })

  test('is filtered as metrics are, by plugins too', async () => {
    const filter = '&f.platform=slack&f.domain=IT'
    const flow = await company.get<Flow>(`/api/journey/flow?${PERIOD}${filter}`)
    expect(flow.conversations).toBe((await metric('containment', filter)).denominator)
    const plugin = flow.nodes.find(
      node => node.stage === 'plugin' && node.value && !node.value.includes(' + '),
    )!
    const only = await company.get<Flow>(
      `/api/journey/flow?${PERIOD}${filter}&f.plugin=${encodeURIComponent(plugin.value!)}`,
    )
    expect(only.conversations).toBeGreaterThanOrEqual(plugin.conversations)
    expect(only.conversations).toBeLessThan(flow.conversations)
    const without = await company.get<Flow>(
      `/api/journey/flow?${PERIOD}${filter}&f.plugin!=${encodeURIComponent(plugin.value!)}`,
    )
    expect(without.conversations + only.conversations).toBe(flow.conversations)
  })

  test('leaves values out, as the funnel, the heat map and the turns do', async () => {
    const not = '&f.platform!=slack&f.topic!=none'
    const { applied, conversations } = await company.get<Flow & { applied: object }>(
      `/api/journey/flow?${PERIOD}&f.platform!=slack`,
    )
    expect(applied).toEqual({ filters: { platform: { not: ['slack'] } }, ignored: [] })
    expect(conversations).toBe((await metric('containment', '&f.platform!=slack')).denominator)
    const { denominator } = await metric('deflection', not)
    const [funnel, heat, turns] = await Promise.all([
      company.get<Funnel>(`/api/journey/funnel?${PERIOD}${not}`),
      company.get<Heat>(`/api/journey/heat?${PERIOD}${not}`),
      company.get<TurnPage>(`/api/journey/turns?${PERIOD}${not}&action=question&limit=200`),
    ])
    expect(funnel.stages[0]!.questions).toBe(denominator)
    expect(sum(heat.cells.map(cell => cell.questions))).toBe(denominator)
    expect(turns.total).toBe(denominator)
    expect(turns.rows.every(row => row.platform !== 'slack' && row.topic !== null)).toBe(true)
  })

  test('says what it cannot be filtered by', async () => {
    const { applied } = await company.get<{ applied: object }>(`/api/journey/flow?${PERIOD}&f.served=true`)
    expect(applied).toEqual({ filters: {}, ignored: ['served'] })
  })

  test('withholds ways of too few people where it is narrowed by what is known of them', async () => {
    const flow = await company.get<Flow>(
      `/api/journey/flow?${PERIOD}&f.department=${encodeURIComponent(await oneOf('department'))}`,
    )
    expect(flow.withheld).toBeGreaterThan(0)
  })
})

describe('the period before', () => {
  const NOW = 'from=2026-05-14&to=2026-05-24'
  const BEFORE = 'from=2026-05-04&to=2026-05-14'

  test('stands beside the ways, their places and their sums', async () => {
    const [flow, then] = await Promise.all([
      company.get<Flow>(`/api/journey/flow?${NOW}&compare=1`),
      company.get<Flow>(`/api/journey/flow?${BEFORE}`),
    ])
    const { from, to, ...totals } = flow.before!
    expect([from, to]).toEqual(['2026-05-04', '2026-05-14'])
    const { conversations, escalated, succeeded, counted } = then
    expect(totals).toEqual({ conversations, escalated, succeeded, counted })
    for (const outcome of ['outcome=ticket', 'outcome=silent']) {
      const size = then.nodes.find(node => node.id === outcome)!.conversations
      expect(flow.nodes.find(node => node.id === outcome)!.previous).toBe(size)
    }
    expect(sum(flow.paths.map(path => path.previous!))).toBeLessThanOrEqual(conversations)
    const alone = await company.get<Flow>(`/api/journey/flow?${NOW}`)
    expect(alone.before).toBeUndefined()
    expect(alone.paths).toEqual(flow.paths.map(({ previous: _, ...path }) => path))
  })

  test('stands beside the stages and the hours, in the CSV too', async () => {
    const [funnel, then, heat] = await Promise.all([
      company.get<Funnel>(`/api/journey/funnel?${NOW}&compare=1`),
      company.get<Funnel>(`/api/journey/funnel?${BEFORE}`),
      company.get<Heat>(`/api/journey/heat?${NOW}&compare=1`),
    ])
    expect(funnel.stages.map(stage => stage.previous)).toEqual(then.stages.map(stage => stage.questions))
    expect(heat.cells.every(cell => typeof cell.previous === 'number')).toBe(true)
    const csv = await company.fetch(`/api/journey/funnel.csv?${NOW}&compare=1`)
    const [head, first] = (await csv.text()).split('\r\n')
    expect(head).toBe('stage,questions,left,previous')
    expect(first).toBe(
      ['asked', funnel.stages[0]!.questions, funnel.stages[0]!.left, then.stages[0]!.questions].join(','),
    )
  })
})

describe('steps', () => {
  test('stand before and after a step, each turn once', async () => {
    const { steps } = await company.get<{ steps: Steps }>(`/api/journey/flow?${PERIOD}&step=action%3Dticket`)
    expect(steps.turns).toBeGreaterThan(0)
    expect(sum(steps.before.map(each => each.turns))).toBe(steps.turns)
    expect(sum(steps.after.map(each => each.turns))).toBe(steps.turns)
    expect(steps.paths[0]!.steps.length).toBeGreaterThan(0)
    expect(steps.before.every(each => /^(topic=|action=|start|other)/.test(each.step))).toBe(true)
  })

  test('are refused when they are none', async () => {
    const answer = await company.fetch(`/api/journey/flow?${PERIOD}&step=ticket`)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('action=ticket')
  })
})

test('the funnel narrows from questions asked to answers called helpful', async () => {
  const { stages } = await company.get<Funnel>(`/api/journey/funnel?${PERIOD}`)
  const { denominator } = await metric('deflection')
  expect(stages[0]).toMatchObject({ stage: 'asked', questions: denominator })
  const counts = stages.map(each => each.questions!)
  expect([...counts].sort((a, b) => b - a)).toEqual(counts)
  const turns = await company.get<TurnPage>(`/api/journey/turns?${PERIOD}&stage=used&limit=1`)
  expect(turns.total).toBe(stages.find(each => each.stage === 'used')!.left)
})

test('the heat map has every question in its hour of the week', async () => {
  const heat = await company.get<Heat>(`/api/journey/heat?${PERIOD}&tz=Europe/Zurich`)
  expect(heat.tz).toBe('Europe/Zurich')
  const { denominator } = await metric('deflection', '&tz=Europe/Zurich')
  expect(sum(heat.cells.map(cell => cell.questions))).toBe(denominator)
})

describe('the table of turns', () => {
  test('gives every turn once, page by page, the latest first', async () => {
    const seen: string[] = []
    let after: string | null = ''
    let total: number | undefined
    do {
      const page: TurnPage = await company.get<TurnPage>(
        `/api/journey/turns?from=2026-05-04&to=2026-05-08&limit=100${after ? `&after=${encodeURIComponent(after)}` : ''}`,
      )
      total ??= page.total
      seen.push(...page.rows.map(row => `${row.time} ${row.interaction_id}`))
      after = page.after
    } while (after)
    expect(new Set(seen).size).toBe(total)
    expect([...seen].sort().reverse()).toEqual(seen)
  })

  test('has what was said, what was cited, and the ticket', async () => {
    const { rows: found } = await company.get<TurnPage>(
      `/api/journey/turns?${PERIOD}&outcome=ticket&limit=200`,
    )
    expect(found.length).toBeGreaterThan(0)
    for (const row of found) expect(row).toMatchObject({ action: 'question', outcome: 'ticket' })
    expect(found.every(row => row.question && row.answer)).toBe(true)
    expect(found.some(row => row.tickets.length > 0)).toBe(true)
    expect(found.some(row => row.cited.length === row.citations && row.citations > 0)).toBe(true)
  })

  test('is searched by all words of what was said', async () => {
    const [row] = await rows<{ text: string }>(company.engine, {
      sql: "SELECT assumeNotNull(detail.content) AS text FROM interactions FINAL WHERE type = 'INTERACTION_TYPE_FREE_TEXT' ORDER BY length(text) DESC LIMIT 1",
    })
    const words = row!.text.split(/\s+/).slice(0, 5).join(' ')
    const found = await company.get<TurnPage>(
      `/api/journey/turns?${PERIOD}&q=${encodeURIComponent(words.toUpperCase())}`,
    )
    expect(found.total).toBeGreaterThan(0)
    const lower = (text: string | null): string => (text ?? '').toLowerCase()
    for (const turn of found.rows)
      expect(
        words
          .toLowerCase()
          .split(' ')
          .every(word => (lower(turn.question) + lower(turn.answer)).includes(word)),
      ).toBe(true)
    const nothing = await company.get<TurnPage>(`/api/journey/turns?${PERIOD}&q=xyzzy%20plugh`)
    expect(nothing).toMatchObject({ rows: [], total: 0, after: null })
  })

  test('finds a conversation by its id', async () => {
    const first = (await company.get<TurnPage>(`/api/journey/turns?${PERIOD}&limit=1`)).rows[0]!
    const found = await company.get<TurnPage>(`/api/journey/turns?${PERIOD}&q=${first.conversation_id}`)
    expect(found.rows.every(row => row.conversation_id === first.conversation_id)).toBe(true)
  })

  test('refuses a page that was none of its own', async () => {
    expect((await company.fetch(`/api/journey/turns?${PERIOD}&after=nonsense`)).status).toBe(400)
  })

  test('is without text for who may not read it, and such people cannot search it', async () => {
    const asked = readAsked({ from: '2026-05-04', to: '2026-05-25' }, 'UTC')
    const settings = dashboardSettings(Config.parse('debrief.yaml', ''))
    const read = (more: object): Promise<TurnPage> =>
      readTurns(company.engine, asked, settings, { limit: 50, texts: false, ...more })
    const page = await read({})
    expect(page.texts).toBe(false)
    for (const row of page.rows) expect([row.question, row.answer, row.cited]).toEqual([null, null, []])
    await expect(read({ q: 'vpn error' })).rejects.toMatchObject({ status: 403, code: 'MissingRight' })
    const { rows: found } = await read({ q: page.rows[0]!.conversation_id })
    expect(found.map(row => row.interaction_id)).toContain(page.rows[0]!.interaction_id)
  })

  test('is closed to them when the filters leave too few people', async () => {
    const asked = readAsked(
      { from: '2026-05-04', to: '2026-05-25', 'f.manager': await oneOf('manager') },
      'UTC',
    )
    const settings = dashboardSettings(Config.parse('debrief.yaml', 'minimum_group: 1000'))
    const read = (texts: boolean): Promise<TurnPage> =>
      readTurns(company.engine, asked, settings, { limit: 5, texts })
    await expect(read(false)).rejects.toMatchObject({ status: 403, code: 'GroupTooSmall' })
    expect((await read(true)).rows.length).toBeGreaterThan(0)
  })
})

/** The most frequent value of something that is known of people. */
async function oneOf(attribute: 'department' | 'manager'): Promise<string> {
  const [found] = await rows<{ value: string }>(company.engine, {
    sql: `SELECT ${attribute} AS value FROM people FINAL WHERE ${attribute} IS NOT NULL GROUP BY value ORDER BY count() DESC LIMIT 1`,
  })
  return found!.value.replaceAll(',', '%2C')
}
