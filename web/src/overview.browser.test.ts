import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildPage, findChromium, launch } from '../test/browser.ts'
import { measure } from '../test/company.ts'
import { type Fixture, startFixture } from '../test/fixture-server.ts'
import { createFormat } from './format/format.ts'

/** The built page in a real browser, against answers counted from made-up conversations. */

const chromium = findChromium()
const METRICS = [
  'conversations',
  'active_users',
  'conversations_by_route',
  'conversations_by_domain',
  'user_feedback',
  'deflection',
]
const format = createFormat('en-GB')

// A skipped suite names its reason.
const suite =
  chromium === null ? 'the page [skipped: no Chromium found, set CHROMIUM to its path]' : 'the page'

describe.skipIf(chromium === null)(suite, () => {
  let directory: string
  let fixture: Fixture
  let browser: Browser
  let page: Page
  let axe: string
  const complaints: string[] = []

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'debrief-web-'))
    await buildPage(directory)
    fixture = await startFixture(directory)
    browser = await launch(chromium ?? '')
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  })

  afterAll(async () => {
    await browser?.close()
    await fixture?.close()
    await rm(directory, { recursive: true, force: true })
  })

  beforeEach(() => {
    Object.assign(fixture.behaviour, { store: 'full', failing: [], delay: 0 })
    complaints.length = 0
  })

  afterEach(async () => {
    await page?.context().close()
  })

  /** Opens the page; `complaints` collects what the browser's console reports, the security policy's too. */
  async function open(query = '', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
    page = await context.newPage()
    page.setDefaultTimeout(5000)
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    await page.goto(fixture.url + query)
    return page
  }

  async function openDrawn(query = '', options: BrowserContextOptions = {}): Promise<Page> {
    await open(query, options)
    await page.locator('.plot svg').nth(3).waitFor()
    await page.locator('.bars').nth(1).waitFor()
    await page.locator('.tile-value').nth(3).waitFor()
    await page.locator('p.headline').waitFor()
    return page
  }

  const figure = (metric: string) => page.locator(`figure[data-metric="${metric}"]`)
  const rowsOf = (metric: string) =>
    figure(metric)
      .locator('tbody tr')
      .evaluateAll(rows =>
        rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent ?? '')),
      )

  async function seriousProblems(): Promise<string[]> {
    await page.evaluate(axe)
    const found = await page.evaluate<{ impact: string; id: string; nodes: { html: string }[] }[]>(
      'axe.run(document).then(result => result.violations)',
    )
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
  }

  it('answers all six questions, and breaks no security policy', async () => {
    await openDrawn()
    for (const metric of METRICS) {
      await figure(metric).locator('.plot svg, .bars').waitFor()
      expect(await figure(metric).locator('figcaption').textContent(), metric).toMatch(/\d/)
    }
    expect(await page.locator('.freshness').textContent()).toContain(
      `${format.count(fixture.conversations.length)} conversations`,
    )
    expect(await page.locator('p.headline').textContent()).toMatch(/^Conversations rose 14% to 1,748, /)
    expect(await page.locator('.footnote').first().textContent()).toContain('20 Nov 2026 is still arriving')
    // Tooltips and dialogs come later, and must keep to the policy as well.
    await figure('conversations').locator('.plot').hover()
    await page.locator('.tip-value').first().waitFor()
    expect(complaints).toEqual([])
  })

  it('shows the figures of the complete days and of as many before', async () => {
    await openDrawn('?range=7d')
    const now = { from: '2026-11-13', to: '2026-11-20' }
    const before = { from: '2026-11-06', to: '2026-11-13' }
    const value = (metric: string, span: typeof now) =>
      measure(fixture.conversations, metric, span, null, null)?.[0]
    const tile = (metric: string) => page.locator(`[data-figure="${metric}"]`)
    for (const metric of ['conversations', 'active_users']) {
      const [shown, earlier] = [value(metric, now)?.value ?? -1, value(metric, before)?.value ?? -1]
      expect(await tile(metric).locator('.tile-value').textContent()).toBe(format.count(shown))
      expect(await tile(metric).textContent()).toContain(`before: ${format.count(earlier)}`)
    }
    const deflection = value('deflection', now)
    expect(await tile('deflection').locator('.tile-value').textContent()).toBe(
      format.share(deflection?.value ?? -1),
    )
    expect(await tile('deflection').locator('.tile-parts').textContent()).toBe(
      `${format.count(deflection?.numerator ?? -1)} of ${format.count(deflection?.denominator ?? -1)} questions`,
    )
  })

  it('has the same numbers in every table', async () => {
    await openDrawn('?range=90d&grain=week')
    const shown = { from: '2026-08-22', to: '2026-11-21' }
    const counted = { from: '2026-08-22', to: '2026-11-20' }
    for (const metric of METRICS) {
      await figure(metric).getByRole('button', { name: 'Show as table' }).click()
    }
    const weekly = (metric: string, by: string | null = null) =>
      (measure(fixture.conversations, metric, shown, by, 'week') ?? []).sort((a, b) =>
        String(a.period).localeCompare(String(b.period)),
      )
    for (const metric of ['conversations', 'active_users']) {
      expect(await rowsOf(metric)).toEqual(weekly(metric).map(row => [format.count(row.value ?? -1)]))
    }
    expect(await rowsOf('deflection')).toEqual(
      weekly('deflection').map(row => [
        format.share(row.value ?? -1),
        format.count(row.numerator ?? -1),
        format.count(row.denominator ?? -1),
      ]),
    )
    const feedback = weekly('user_feedback', 'feedback')
    const marks = (kind: string) =>
      feedback.filter(row => row.feedback === kind).reduce((sum, row) => sum + (row.value ?? 0), 0)
    const columns = (await rowsOf('user_feedback')).map(cells => cells.map(Number))
    const sum = (index: number) => columns.reduce((total, cells) => total + (cells[index] ?? Number.NaN), 0)
    expect([sum(0), sum(1)]).toEqual([marks('helpful'), marks('unhelpful')])
    for (const metric of ['conversations_by_route', 'conversations_by_domain']) {
      const values = (measure(fixture.conversations, metric, counted, null, null) ?? [])
        .map(row => row.value ?? -1)
        .sort((a, b) => b - a)
      expect((await rowsOf(metric)).map(cells => cells[0])).toEqual(values.map(format.count))
    }
    expect(await figure('conversations_by_domain').locator('tbody').textContent()).toContain('none')
    expect(await figure('conversations').locator('tbody tr').last().textContent()).toContain('still arriving')
  })

  it('keeps its whole state in the address, and goes back', async () => {
    await openDrawn()
    const pressed = () =>
      page.locator('.toolbar [aria-pressed="true"]').evaluateAll(all => all.map(one => one.textContent))
    await page.getByRole('button', { name: '7 days' }).click()
    await page.getByRole('button', { name: 'Week' }).click()
    expect(new URL(page.url()).search).toBe('?range=7d&grain=week')
    expect(await pressed()).toEqual(['7 days', 'Week'])

    await page.getByRole('button', { name: 'Custom' }).click()
    await page.getByLabel('First day').fill('2026-09-10')
    await page.getByLabel('Last day').fill('2026-09-01')
    await page.getByRole('button', { name: 'Show these days' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('before the first')
    await page.getByLabel('Last day').fill('2026-09-30')
    await page.getByRole('button', { name: 'Show these days' }).click()
    expect(new URL(page.url()).search).toBe('?from=2026-09-10&to=2026-10-01&grain=week')
    await page.getByText('10 – 30 Sept 2026, 21 days').waitFor()

    await page.goBack()
    expect(await pressed()).toEqual(['7 days', 'Week'])
    await page.goBack()
    expect(await pressed()).toEqual(['7 days', 'Day'])
    await page.goBack()
    expect(await pressed()).toEqual(['28 days', 'Day'])

    await page.goto(`${fixture.url}?from=2026-09-10&to=2026-10-01`)
    await page.getByText('10 – 30 Sept 2026, 21 days').waitFor()
    expect(await pressed()).toEqual(['Custom', 'Day'])
  })

  it('shows what the server refused, in its words, and recovers', async () => {
    fixture.behaviour.failing = ['deflection']
    await open()
    const failed = figure('deflection').getByRole('alert')
    await failed.waitFor()
    expect(await failed.textContent()).toContain('The metric deflection has no column "used".')
    await figure('conversations').locator('.plot svg').waitFor()
    expect(await page.locator('p.headline').textContent()).toContain('Conversations rose')
    fixture.behaviour.failing = []
    await failed.getByRole('button', { name: 'Try again' }).click()
    await figure('deflection').locator('.plot svg').waitFor()
  })

  it('says when the store cannot be read, and when it is empty', async () => {
    fixture.behaviour.store = 'failing'
    await open()
    await page.getByText('The store is being restored from a backup.').waitFor()
    expect(await seriousProblems()).toEqual([])
    fixture.behaviour.store = 'empty'
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('No conversations yet').waitFor()
    expect(await seriousProblems()).toEqual([])
  })

  it('says when a range is empty, and holds the place of what is loading', async () => {
    fixture.behaviour.delay = 400
    await open('?from=2027-01-01&to=2027-01-08')
    await page.locator('.skeleton').first().waitFor()
    await page.getByText('No conversations in these days.').waitFor()
    expect(await figure('conversations').textContent()).toContain('Nothing in these days.')
  })

  it.each(['light', 'dark'] as const)('has nothing serious for axe in %s', async colorScheme => {
    await openDrawn('?range=28d&grain=week', { colorScheme })
    expect(await seriousProblems()).toEqual([])
    for (const metric of METRICS) {
      await figure(metric).getByRole('button', { name: 'Show as table' }).click()
    }
    await figure('deflection').getByRole('button', { name: 'SQL' }).click()
    expect(await seriousProblems()).toEqual([])
  })

  it('is whole on a phone', async () => {
    await openDrawn('', { viewport: { width: 390, height: 844 } })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })

  it('can be worked by keyboard alone', async () => {
    await openDrawn()
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
    const tabTo = async (name: string) => {
      for (let step = 0; step < 60; step++) {
        await page.keyboard.press('Tab')
        if ((await focused()).startsWith(name)) return
      }
      throw new Error(`the keyboard never reached ${name}`)
    }
    await tabTo('Definition of Conversations')
    await page.getByRole('tooltip').waitFor()
    expect(await page.getByRole('tooltip').textContent()).toBe(
      'Distinct conversations created in the period.',
    )
    await page.keyboard.press('Escape')
    await page.getByRole('tooltip').waitFor({ state: 'hidden' })

    await tabTo('Show as table: How many conversations')
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement as Element).outlineStyle,
    )
    expect(outline).toBe('solid')
    await page.keyboard.press('Enter')
    await figure('conversations').locator('table').waitFor()

    await tabTo('SQL of How many conversations')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    expect(await dialog.textContent()).toContain('SELECT toDate(created_time')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await focused()).toContain('SQL of How many conversations')
    expect(complaints).toEqual([])
  })
})
