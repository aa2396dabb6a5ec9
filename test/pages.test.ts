import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ServedCompany, serveCompany } from '../src/dashboards/testing/served-company.ts'
import { createFormat } from '../web/src/format/format.ts'
import { findChromium, launch } from '../web/test/browser.ts'
import { TestStores } from './support/data-api.ts'
import { inTheme, Pages, settled, tabTo } from './support/pages.ts'
import { temporaryDirectory } from './support/temporary.ts'

/**
 * The built web application in a browser, on the real server and a simulated company: `npm test` builds it first. One browser and
 * one company for all; a second company for what the first has not.
 */

const chromium = findChromium()
const suite =
  chromium === null ? 'the pages [skipped: no Chromium found, set CHROMIUM to its path]' : 'the pages'
const RANGE = 'from=2026-03-09&to=2026-03-21'
/** Every page; a conversation is looked at by test/journey-pages.test.ts, what belongs to signing in by test/sign-in.test.ts. */
const PATHS = [
  '',
  'engagement',
  'assistant',
  'plugins',
  'knowledge',
  'organisation',
  'journey',
  'd/sales',
  'explore?metric=plugin_calls&chart=stacked&by=plugin',
  'metrics',
  'metrics/deflection',
  'health',
  'nowhere',
]
/** A dashboard of the company's own, with the charts that no other page has. */
const SALES = `title: Sales
figures: [conversations]
sections:
  - title: How is it used?
    panels:
      - { question: When?, metric: conversations, chart: heat, by: hour_of_week }
      - { question: From where to where?, metric: plugin_calls, chart: heat, by: [topic, plugin] }
      - { question: How much?, metric: plugin_calls, chart: area, by: plugin }
      - { question: Of which?, metric: plugin_calls, chart: table, by: [topic, plugin], limit: 8 }
      - { question: And on Slack?, metric: conversations, chart: table, by: [], filters: { platform: slack } }
`
const format = createFormat('en-GB')

// The whole application on a machine that has other work, too: nothing here waits for time to pass.
describe.skipIf(chromium === null)(suite, { timeout: 90_000 }, () => {
  const stores = new TestStores()
  let company: ServedCompany
  let browser: Browser
  let pages: Pages
  let page: Page

  /** 40 people from Monday, 2 March 2026 on. */
  const simulated = (scenario: 'outage' | 'knowledge-gap', text = '') =>
    serveCompany(
      { seed: 4, people: 40, start: '2026-03-02', days: 19, scenario, irregularLoads: false },
      { stores, config: { name: 'debrief.yaml', text } },
    )

  beforeAll(async () => {
    const folder = temporaryDirectory()
    writeFileSync(join(folder, 'sales.yaml'), SALES)
    company = await simulated('outage', `dashboards: ${folder}`)
    browser = await launch(chromium ?? '')
    pages = new Pages(browser, `${company.url}/`)
    page = await pages.open(`?${RANGE}`)
  })
  beforeEach(() => {
    pages.complaints.length = 0
  })
  afterAll(async () => {
    await browser?.close()
    await company?.close()
    await stores.close()
  })

  const figure = (metric: string) => page.locator(`figure[data-figure="${metric}"]`).first()
  const search = () => new URL(page.url()).search

  test.each(PATHS)(
    '/%s has nothing that failed, nothing serious for axe in both themes, and fits a phone',
    async path => {
      await pages.turn(page, `${path}${path.includes('?') ? '&' : '?'}${RANGE}`)
      expect(
        await page.locator('[data-state="failed"], [role="alert"]:not(:empty)').allTextContents(),
      ).toEqual([])
      expect(await pages.seriousProblems(page)).toEqual([])
      await page.setViewportSize({ width: 360, height: 740 })
      // Charts follow the width a moment later.
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(360)
      await page.setViewportSize({ width: 1280, height: 800 })
      expect(pages.complaints).toEqual([])
    },
  )

  test('every theme says something of each of its panels, with numbers', async () => {
    await pages.turn(page, `organisation?${RANGE}`)
    const summaries = await page.locator('figcaption').allTextContents()
    expect(summaries.length).toBeGreaterThan(8)
    for (const summary of summaries) expect(summary).toMatch(/\d|Nothing/)
  })

  test('a panel about some values alone counts these, whatever the page filters', async () => {
    await pages.turn(page, `d/sales?${RANGE}&f.platform=msteams&f.route=DM`)
    const panel = page.getByRole('figure', { name: 'And on Slack?' })
    const { rows } = await company.get<{ rows: { value: number }[] }>(
      `/api/metrics/conversations?${RANGE}&by=&f.platform=slack&f.route=DM`,
    )
    expect(rows[0]!.value).toBeGreaterThan(0)
    expect(await panel.locator('td').first().textContent()).toBe(format.count(rows[0]!.value))
    const said = await panel.textContent()
    expect(said).toContain('Only platform slack.')
    expect(said).toContain('The page’s filter Platform is not used here.')
  })

  test('sentences are asked after the figures, and nothing moves when they come where somebody was before', async () => {
    const own = await pages.open(`?${RANGE}`)
    const isNumber = (url: string) => /\/api\/metrics\/[^?]+\?(?!.*grain=).*by=&/.test(url)
    let unanswered = 0
    let asked: number | undefined
    own.on('request', request => {
      if (isNumber(request.url())) unanswered++
    })
    own.on('requestfinished', request => {
      if (isNumber(request.url())) unanswered--
    })
    let goOn = () => {}
    const held = new Promise<void>(resolve => {
      goOn = resolve
    })
    await own.route('**/api/findings*', async route => {
      asked = unanswered
      await held
      await route.continue()
    })
    await own.reload()
    await expect.poll(() => asked, { timeout: 20_000 }).toBe(0)
    // Until then the panels have grown into their rooms, too.
    await own.locator('.figures .tile-value').last().waitFor()
    const top = () => own.locator('.figures').evaluate(figures => figures.getBoundingClientRect().top)
    const before = await top()
    goOn()
    await own.locator('.findings:not([aria-busy])').waitFor()
    expect(await top()).toBe(before)
    await own.context().close()
  })

  test('on paper a page is light and whole, and says the days and the filters', async () => {
    await pages.turn(page, `d/sales?${RANGE}&f.platform=slack,msteams`)
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    try {
      await page.locator('.plot svg path[stroke="#2857c5"]').first().waitFor()
      for (const gone of ['.side', '.filter-bar', '.panel-head .chip'])
        expect(await page.locator(gone).first().isVisible(), gone).toBe(false)
      expect(await page.locator('.scope').textContent()).toMatch(
        /^9 – 20 Mar 2026, .* · Platform: slack, msteams$/,
      )
      const cut = `[...document.querySelectorAll('.table-box, .plot')].filter(box => box.scrollHeight > box.clientHeight + 1).length`
      expect(await page.evaluate(cut)).toBe(0)
    } finally {
      await page.emulateMedia({ media: null, colorScheme: 'light' })
    }
  })

  test('what is counted is in the address, back and forth', async () => {
    const own = '&metric=plugin_calls&chart=table&by='
    await pages.turn(page, `explore?${RANGE}${own}`)
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByRole('button', { name: 'Platform' }).click()
    await page.getByLabel('Search platform').fill('sl')
    await page.getByRole('checkbox', { name: /slack/ }).check()
    await page.getByRole('button', { name: 'Definition of success' }).click()
    await page.getByRole('radio', { name: /^Confirmed/ }).check()
    expect(await pages.seriousProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Apply' }).click()
    expect(search()).toBe(`?${RANGE}&f.platform=slack&success=confirmed${own}`)
    await settled(page)
    const calls = await company.get<{ rows: { value: number }[] }>(
      `/api/metrics/plugin_calls?${RANGE}&by=&f.platform=slack`,
    )
    const shown = figure('plugin_calls')
    expect(await shown.locator('td').first().textContent()).toBe(format.count(calls.rows[0]!.value))
    expect(await shown.textContent()).toContain('The filter definition of success does not apply')
    const knowledge = page.getByRole('link', { name: 'Knowledge', exact: true })
    expect(await knowledge.getAttribute('href')).toBe(
      `/knowledge?${RANGE}&f.platform=slack&success=confirmed`,
    )

    await page.getByRole('button', { name: 'Remove the filter Platform: slack' }).click()
    expect(search()).toBe(`?${RANGE}&success=confirmed${own}`)
    await page.goBack()
    expect(search()).toBe(`?${RANGE}&f.platform=slack&success=confirmed${own}`)
    await page.reload()
    await page.getByText('Platform slack').waitFor()
  })

  test('values are left out: from a mark, in the form, and for the rows', async () => {
    await pages.go(page, `explore?${RANGE}&metric=conversations&chart=parts&by=platform`)
    const bars = page.locator('.bars > li')
    const [before, names] = [await bars.count(), await page.locator('.bar-name').allTextContents()]
    await bars.first().getByRole('button').click()
    await page.getByRole('menuitem', { name: `Leave out platform ${names[0]}` }).click()
    expect(search()).toContain(`?${RANGE}&f.platform!=${names[0]}&`)
    await settled(page)
    await page.getByText(`Platform all but ${names[0]}`).waitFor()
    await expect.poll(() => bars.count()).toBe(before - 1)

    await page.getByRole('button', { name: 'Filter' }).first().click()
    const form = page.getByRole('dialog', { name: 'What is counted' })
    expect(await form.getByRole('button', { name: 'All but these' }).getAttribute('aria-pressed')).toBe(
      'true',
    )
    expect(await form.getByRole('checkbox', { name: names[0]! }).isChecked()).toBe(true)
    expect(await pages.seriousProblems(page)).toEqual([])
    await form.getByRole('checkbox', { name: names[1]! }).check()
    await form.getByRole('button', { name: 'Apply' }).click()
    await settled(page)
    await page.getByText(`Platform all but ${names[0]}, ${names[1]}`).waitFor()
    await expect.poll(() => bars.count()).toBe(before - 2)
    await page.goBack()
    // A step away from the page is a crumb that says what it showed.
    await bars.first().getByRole('button').click()
    await page.getByRole('menuitem', { name: 'Department' }).click()
    await page.waitForURL(/by=department/)
    await page.getByRole('link', { name: 'Explore: Conversations by platform' }).click()
    await page.waitForURL(/by=platform/)
    expect(search()).toContain(`f.platform!=${names[0]}&`)
    await settled(page)
    // Rows of one value are asked for over what the page leaves out.
    await bars.first().getByRole('button').click()
    await page.getByRole('menuitem', { name: 'See its rows' }).click()
    await page.locator('.drawer tbody a').first().waitFor()
  })

  test('the theme is as somebody chose, by keyboard too, and stays so', async () => {
    const theme = () => page.evaluate<string>('document.documentElement.dataset.theme')
    const chart = page.locator('.plot svg').first()
    await pages.go(page, `?${RANGE}`)
    expect(await theme()).toBe('light')
    const light = await chart.innerHTML()
    await page.keyboard.press('Tab')
    await tabTo(page, 'Dark')
    await page.keyboard.press('Enter')
    expect(await theme()).toBe('dark')
    // What is drawn with the colours of the theme is drawn anew.
    await expect.poll(() => chart.innerHTML()).toContain('#8aacff')
    expect(light).not.toContain('#8aacff')
    // It does not wait for the application, so that nothing flashes.
    await page.route('**/assets/*.js', route => route.fulfill({ contentType: 'text/javascript', body: '' }))
    await page.reload()
    expect(await theme()).toBe('dark')
    await page.unroute('**/assets/*.js')
    await pages.go(page, `?${RANGE}`)
    const group = page.getByRole('group', { name: 'Theme' })
    expect(await group.getByRole('button', { name: 'Dark' }).getAttribute('aria-pressed')).toBe('true')
    await group.getByRole('button', { name: 'System' }).click()
    expect(await theme()).toBe('light')
    await inTheme(page, 'dark')
    // Paper is light.
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))')
    expect(await theme()).toBe('light')
    await page.evaluate('window.dispatchEvent(new Event("afterprint"))')
    await inTheme(page, 'light')
    expect(pages.complaints).toEqual([])
  })

  test('the table, the CSV and `debrief metrics run` have the same numbers', async () => {
    await pages.turn(page, `engagement?${RANGE}&grain=day`)
    const panel = figure('conversations')
    await panel.getByRole('button', { name: /^Show as table/ }).click()
    const headers = (await panel.locator('thead th').allTextContents()).slice(1)
    const shown = await panel
      .locator('tbody tr')
      .evaluateAll(rows =>
        rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent ?? '')),
      )
    await panel.getByRole('button', { name: /^More of/ }).click()
    const address = await page.getByRole('menuitem', { name: 'Download CSV' }).getAttribute('href')
    await page.keyboard.press('Escape')
    const [, ...lines] = (await (await company.fetch(address!)).text()).trim().split('\r\n')
    const sums = new Map<string, number>()
    for (const line of lines) {
      const [period = '', route = '', value] = line.split(',')
      const name = route === '' ? 'Others' : route
      sums.set(name, (sums.get(name) ?? 0) + Number(value))
      const day = shown[Number(period.slice(-2)) - 9]
      if (route !== '') expect(day?.[headers.indexOf(name)], line).toBe(format.count(Number(value)))
    }
    const answer = await company.get<{ rows: { route: string | null; value: number }[] }>(
      `/api/metrics/conversations?${RANGE}&by=route`,
    )
    for (const { route, value } of answer.rows)
      if (route !== null && sums.has(route)) expect(sums.get(route)).toBe(value)
    expect([...sums.values()].reduce((a, b) => a + b)).toBe(
      answer.rows.reduce((sum, row) => sum + row.value, 0),
    )
  })

  test('from a bar to its rows, to a conversation as it was, and back', async () => {
    await pages.turn(page, `plugins?${RANGE}`)
    await figure('plugin_unsuccessful').waitFor()
    const bar = page.locator('figure[data-figure="plugin_unsuccessful"] button.bar').first()
    const plugin = await bar.locator('.bar-name').textContent()
    await bar.click()
    await page.getByRole('menuitem', { name: 'See its rows' }).click()
    const drawer = page.getByRole('dialog', { name: /^Rows behind/ })
    await drawer.locator('tbody a').first().waitFor()
    expect(await drawer.textContent()).toContain(`Plugin: ${plugin}`)
    expect(await pages.seriousProblems(page, '.drawer')).toEqual([])
    await drawer.locator('tbody a').first().click()
    await page.waitForURL(/\/conversations\//)
    await settled(page)
    await page.goBack()
    await drawer.waitFor()
    await page.goBack()
    await drawer.waitFor({ state: 'detached' })
    expect(search()).toBe(`?${RANGE}`)
  })

  test('from the overview to a conversation and back by keyboard alone', async () => {
    await pages.go(page, `?${RANGE}`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await tabTo(page, 'Definition of How many people')
    expect(await figure('active_users').locator('.definition').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await tabTo(page, 'Show as table: How many people')
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
    expect(outline).toBe('solid')
    await page.keyboard.press('t')
    await figure('active_users').locator('table').waitFor()
    await page.keyboard.press('t')
    await tabTo(page, 'How many people use it?, chart')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('s')
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog', { name: /^Rows behind: Active users/ })
    await drawer.locator('tbody a').first().waitFor()
    await tabTo(page, 'Open conversation')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/conversations\//)
    await settled(page)
    await tabTo(page, 'Overview')
    await page.keyboard.press('Enter')
    await page.waitForURL(url => url.pathname === '/')
  })

  test('an outage is found within three clicks from the overview', async () => {
    await pages.turn(page, `?${RANGE}`)
    const headline = page.locator('.headline')
    expect(await headline.textContent()).toMatch(/Something was down, it seems: on 10 and 11 March .*“vpn”/)
    await headline.getByRole('link').click()
    await page.waitForURL(url => url.pathname === '/plugins')
    await settled(page)
    expect(search()).toBe(`?${RANGE}&f.topic=vpn&via=/;f.topic`)
    // Whoever is sent the address can go back where it was found.
    await page.reload()
    await settled(page)
    const crumbs = page.getByRole('navigation', { name: 'Where you came from' })
    expect(await crumbs.getByRole('link', { name: 'Overview' }).getAttribute('href')).toBe(`/?${RANGE}`)
    await page.locator('figure[data-figure="plugin_unsuccessful"] button.bar').first().click()
    await page.getByRole('menuitem', { name: 'See its rows' }).click()
    await page.locator('.drawer tbody a').first().waitFor()
  })

  test('a knowledge gap is found within three clicks from the overview', async () => {
    const other = await simulated('knowledge-gap')
    try {
      await page.goto(`${other.url}/?from=2026-03-11&to=2026-03-20`)
      await settled(page)
      const gap = page.locator('.findings').getByText(/Knowledge is missing on topic “remote_work”/)
      await gap.getByRole('link').click()
      await page.waitForURL(/\/knowledge\?.*f\.topic=remote_work/)
      await settled(page)
      const rate = page.locator('[data-tile="knowledge_gap_rate"]')
      await rate.locator('.tile-value').click()
      await page.getByRole('menuitem', { name: 'See its rows' }).click()
      await page.locator('.drawer tbody a').first().waitFor()
    } finally {
      await other.close()
    }
  })

  test('a panel that failed says so in the server’s words, and recovers', async () => {
    await page.route('**/api/metrics/deflection?**', route =>
      route.fulfill({ status: 422, json: { error: { code: 'Broken', message: 'No column "used".' } } }),
    )
    await pages.go(page, `assistant?${RANGE}`)
    const alert = figure('deflection').getByRole('alert')
    expect(await alert.textContent()).toContain('No column "used".')
    expect(await figure('containment').getAttribute('data-state')).toBe('ready')
    expect(await pages.seriousProblems(page, 'figure')).toEqual([])
    await page.unroute('**/api/metrics/deflection?**')
    await alert.getByRole('button', { name: 'Try again' }).click()
    await figure('deflection').locator('.plot svg').waitFor()
  })

  test('an empty range, a page that is not there, and a server that is away', async () => {
    await pages.turn(page, 'explore?from=2027-01-01&to=2027-01-08&metric=active_users')
    expect(await figure('active_users').textContent()).toContain('Nothing in these days.')
    expect(await pages.seriousProblems(page)).toEqual([])
    await pages.turn(page, 'nowhere')
    await page.getByText('There is no such page').waitFor()
    await page.route('**/api/store', route => route.abort())
    await page.goto(`${company.url}/`)
    await page.getByText('The server does not answer.').waitFor()
    expect(await pages.seriousProblems(page)).toEqual([])
    await page.unroute('**/api/store')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.tile-value').first().waitFor()
  })

  test('a panel is explored, and becomes the file of a dashboard', async () => {
    await pages.turn(page, `explore?${RANGE}&metric=deflection`)
    await page.getByLabel('Cut by').selectOption('topic')
    await page.getByLabel('Drawn as').selectOption('parts')
    await page.getByLabel('At most').selectOption('5')
    await page.waitForURL(/limit=5/)
    await settled(page)
    await expect.poll(() => page.locator('.bars > li').count()).toBe(6)
    await page.getByText('As a dashboard').click()
    expect(await page.locator('.yaml').textContent()).toContain(
      'metric: deflection\n        chart: parts\n        by: topic\n        limit: 5\n',
    )
  })
})
