import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Flow } from '../src/dashboards/journey/flow.ts'
import type { Funnel } from '../src/dashboards/journey/funnel.ts'
import type { TurnPage } from '../src/dashboards/journey/turn-page.ts'
import { type ServedCompany, serveCompany } from '../src/dashboards/testing/served-company.ts'
import { newWindow, saveWindows } from '../src/sync/windows.ts'
import { findChromium, launch } from '../web/test/browser.ts'
import { Pages, settled } from './support/pages.ts'

/** The pages of the journey, of a conversation and of data health, in a browser, on a simulated company. */

const chromium = findChromium()
const suite =
  chromium === null
    ? 'the journey [skipped: no Chromium found, set CHROMIUM to its path]'
    : 'the journey in a browser'
const DAYS = 'from=2026-05-04&to=2026-05-14'

describe.skipIf(chromium === null)(suite, () => {
  let company: ServedCompany
  let browser: Browser
  let pages: Pages
  let page: Page

  beforeAll(async () => {
    company = await serveCompany({
      seed: 4,
      people: 60,
      start: '2026-05-04',
      days: 10,
      irregularLoads: false,
    })
    const open = newWindow({
      source: 'https://data.example.com/export/v1/records',
      entity: 'conversations',
      id: 'w1',
      run: 'r1',
      since: Date.parse('2026-05-04T00:00:00Z'),
      until: Date.parse('2026-05-14T00:00:00Z'),
      counted: 10,
      started: '2026-05-14T08:00:00.000Z',
    })
    await saveWindows(company.engine, [open], Date.parse('2026-05-14T08:01:00Z'))
    browser = await launch(chromium ?? '')
    pages = new Pages(browser, `${company.url}/`)
    page = await pages.open(`journey?${DAYS}`)
  })
  afterAll(async () => {
    await browser?.close()
    await company?.close()
  })
  afterEach(() => expect(pages.complaints.splice(0)).toEqual([]))

  const ticketed = async (): Promise<TurnPage> =>
    company.get<TurnPage>(`/api/journey/turns?${DAYS}&outcome=ticket&limit=5`)

  test('the ways are a picture, a list for the keyboard, and a table', async () => {
    await page.locator('.sankey svg path').nth(5).waitFor()
    const flow = await company.get<Flow>(`/api/journey/flow?${DAYS}`)
    const figure = page.locator('[data-figure="journey-flow"]')
    expect(await figure.locator('.summary').textContent()).toContain(`${flow.conversations} conversations`)
    const list = page.getByRole('listbox')
    expect(await list.getByRole('option').count()).toBe(flow.nodes.length)

    // Down to the second place, and across to what came of it: its menu leads to what stands around it.
    await list.focus()
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
    await page.getByRole('menuitem', { name: 'Show what comes before and after' }).click()
    const around = page.locator('.steps')
    await around.waitFor()
    expect(new URL(page.url()).searchParams.get('step')).toMatch(/^action=/)
    expect(await around.locator('.bars > li').count()).toBeGreaterThan(1)
    expect(await pages.seriousProblems(page)).toEqual([])
    await page.goBack()
    await around.waitFor({ state: 'detached' })

    await figure.getByRole('button', { name: 'Show as table' }).click()
    expect(await figure.locator('tbody tr').count()).toBeGreaterThan(5)
  })

  test('the period before stands beside, and a definition of questions counts questions', async () => {
    const days = 'from=2026-05-09&to=2026-05-14'
    await pages.go(page, `journey?${days}&success=forms_only`)
    const [flow, funnel] = await Promise.all([
      company.get<Flow>(`/api/journey/flow?${days}&success=forms_only&compare=1`),
      company.get<Funnel>(`/api/journey/funnel?${days}&compare=1`),
    ])
    const ways = page.locator('[data-figure="journey-flow"]')
    const said = await ways.locator('.summary').textContent()
    expect(said).toContain(`${flow.conversations} (before ${flow.before!.conversations}) conversations`)
    expect(said).toContain('of their questions succeeded: negative feedback counts when it came by form')
    expect(await ways.getByRole('option').first().textContent()).toContain('in the period before')
    const steps = page.locator('[data-figure="journey-funnel"]')
    expect(await steps.locator('.bar-before').count()).toBe(5)
    expect(await steps.locator('.bar-share').first().textContent()).toBe(
      `before ${funnel.stages[0]!.previous}`,
    )
    expect(await steps.textContent()).toContain('the same by every definition of success')
    expect(await pages.seriousProblems(page)).toEqual([])
    // Without the comparison nothing of it is left.
    await pages.go(page, `journey?${days}&compare=0`)
    expect(await page.locator('.bar-before').count()).toBe(0)
    for (const text of await page.locator('figure').allTextContents()) expect(text).not.toContain('(before')
  })

  test('turns are searched, open their conversation, and lead on to the next', async () => {
    const { rows } = await ticketed()
    const word = rows[0]!.question!.split(/\W+/).find(each => each.length > 4)!
    await pages.go(page, `journey?${DAYS}&outcome=ticket`)
    const lines = page.locator('.turns tbody tr:not(.table-gap)')
    await lines.first().waitFor()
    await page.getByRole('searchbox').fill(word)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Clear' }).waitFor()
    await settled(page)
    const found = await lines.allTextContents()
    expect(found.length).toBeGreaterThan(0)
    for (const line of found) expect(line.toLowerCase()).toContain(word.toLowerCase())
    await page.getByRole('button', { name: 'Clear' }).click()
    await lines.nth(1).waitFor()
    await page
      .getByRole('link', { name: /^Open the conversation/ })
      .first()
      .click()
    await page.locator('.bubble').first().waitFor()
    const first = new URL(page.url()).pathname
    await page.getByRole('link', { name: 'Next in the list' }).click()
    await page.waitForURL(url => url.pathname !== first && url.pathname.startsWith('/conversations/'))
    await page.locator('.bubble').first().waitFor()
    expect(await page.locator('.crumbs').textContent()).toContain('Journey')
  })

  test('on paper are all turns that were read, and how many there are', async () => {
    await pages.go(page, `journey?${DAYS}`)
    const lines = page.locator('.turns tbody tr:not(.table-gap)')
    await lines.first().waitFor()
    expect(await lines.count()).toBeLessThan(60)
    await page.emulateMedia({ media: 'print' })
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))')
    try {
      await expect.poll(() => lines.count(), { timeout: 20_000 }).toBe(100)
      const box = `[...document.querySelectorAll('.turns-box')].map(box => box.scrollHeight - box.clientHeight)`
      expect(await page.evaluate(box)).toEqual([0])
      expect(await page.locator('.turns .printed').textContent()).toMatch(/^The latest 100 of [1-9,]+/)
    } finally {
      await page.evaluate('window.dispatchEvent(new Event("afterprint"))')
      await page.emulateMedia({ media: null })
    }
    await expect.poll(() => lines.count(), { timeout: 20_000 }).toBeLessThan(60)
  })

  test('a conversation is told as the person saw it, with reasons for what came of it', async () => {
    const { rows } = await ticketed()
    await pages.go(page, `conversations/${rows[0]!.conversation_id}`)
    const form = page.locator('.bubble-ticket').first()
    await form.waitFor()
    expect(await page.locator('.verdict-failure').first().textContent()).toContain('There was a ticket.')
    await page.getByText('All definitions, with reasons').click()
    expect(await page.locator('.verdict-line').count()).toBeGreaterThan(10)
    expect(await page.locator('.call-used').count()).toBeGreaterThan(0)
    // With the focus on it, what led to it stands out.
    await form.focus()
    expect(await page.locator('.bubble-traced').count()).toBeGreaterThan(2)
    expect(await pages.seriousProblems(page)).toEqual([])
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  test('a conversation that is not here is said so', async () => {
    await pages.go(page, 'conversations/none-of-these')
    await page.getByRole('heading', { name: 'There is no such conversation' }).waitFor()
    expect(pages.complaints.splice(0)).toEqual([expect.stringContaining('404')])
  })

  test('data health says first what is behind', async () => {
    await pages.go(page, 'health')
    const first = page.locator('.health-finding').first()
    await first.waitFor()
    expect(await first.textContent()).toContain('1 window is not complete')
    expect(await page.locator('.health-days').count()).toBe(4)
    await first.getByRole('button').click()
    expect(await page.evaluate('document.activeElement.id')).toBe('sources')
  })
})
