import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { samplePlan } from '../src/simulator/index.ts'
import { createFormat } from '../web/src/format/format.ts'
import { findChromium, launch } from '../web/test/browser.ts'
import { debriefJson, type RunningCommand, start } from './support/command.ts'
import { settled } from './support/pages.ts'
import { temporaryDirectory } from './support/temporary.ts'

/** The whole system, as `npm start` runs it: a source, its Data API, a sync, and the dashboard in a browser. */

interface Demo extends RunningCommand {
  readonly api: string
  readonly web: string
  readonly key: string
}

interface MetricRow {
  readonly period?: string
  readonly value: number
  readonly numerator: number
  readonly denominator: number
  readonly [name: string]: string | number | undefined
}

const PEOPLE = 50
const store = join(temporaryDirectory(), 'data')
let demo: Demo

async function startDemo(): Promise<Demo> {
  const running = start(['demo', '--store', store, '--port', '0', '--json'])
  return { ...running, ...(JSON.parse(await running.line()) as { api: string; web: string; key: string }) }
}

/** Asks the command line, which works through the running demo. */
async function metric(id: string, span: Span, ...args: string[]): Promise<readonly MetricRow[]> {
  const asked = ['metrics', 'run', id, '--from', span.from, '--to', span.to, ...args, '--store', store]
  return (await debriefJson<{ rows: MetricRow[] }>(asked)).rows
}

interface Span {
  readonly from: string
  readonly to: string
}

/** The four weeks before the last one: complete, whenever the demo was filled. */
async function fourWeeks(): Promise<Span> {
  const { complete_until } = (await (await fetch(`${demo.web}api/store`)).json()) as {
    complete_until: string
  }
  const day = (back: number) =>
    new Date(Date.parse(complete_until) - back * 86_400_000).toISOString().slice(0, 10)
  return { from: day(35), to: day(7) }
}

beforeAll(async () => {
  // As if a first start had been cut off, with a tenth of the sample company's people: what is shown is the same with fewer rows.
  mkdirSync(store)
  const plan = { ...samplePlan(new Date().toISOString().slice(0, 10)), people: PEOPLE, filled: false }
  writeFileSync(join(store, 'sample.json'), JSON.stringify(plan))
  demo = await startDemo()
})

afterAll(async () => {
  await demo?.stop()
})

test('the demo says on one line of JSON where everything is, and the key opens its Data API', async () => {
  expect(demo.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/export\/v1\/records$/)
  expect(demo.web).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  const answer = await fetch(`${demo.api}/interactions?$top=2`, {
    headers: { authorization: `Bearer ${demo.key}` },
  })
  expect(((await answer.json()) as { value: unknown[] }).value).toHaveLength(2)
})

const chromium = findChromium()
const suite =
  chromium === null ? 'the dashboard [skipped: no Chromium found, set CHROMIUM to its path]' : 'the dashboard'

describe.skipIf(chromium === null)(suite, () => {
  const format = createFormat('en-GB')
  let browser: Browser
  let page: Page
  let span: Span
  const complaints: string[] = []

  beforeAll(async () => {
    span = await fourWeeks()
    browser = await launch(chromium ?? '')
    page = await browser.newPage({ locale: 'en-GB', reducedMotion: 'reduce' })
    page.setDefaultTimeout(15_000)
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    await page.goto(
      `${demo.web}explore?from=${span.from}&to=${span.to}&grain=week&events=in&metric=deflection`,
    )
    await settled(page)
  })

  afterAll(() => browser?.close())

  /** The numbers of a metric's table in the explore page, row by row. */
  async function tableOf(asked: string): Promise<string[][]> {
    await page.goto(`${demo.web}explore?from=${span.from}&to=${span.to}&events=in&${asked}`)
    await settled(page)
    const figure = page.locator('figure[data-figure]')
    const show = figure.getByRole('button', { name: 'Show as table' })
    if ((await show.count()) > 0) await show.click()
    return figure
      .locator('tbody tr')
      .evaluateAll(rows =>
        rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent ?? '')),
      )
  }

  test('shows the numbers that `debrief metrics run` gives', async () => {
    for (const id of ['conversations', 'active_users']) {
      const [row] = await metric(id, span)
      expect(row!.value).toBeGreaterThan(0)
      expect((await tableOf(`metric=${id}&chart=table&by=&compare=0`))[0]?.[0], id).toBe(
        format.count(row!.value),
      )
    }
    const shares = [...(await metric('deflection', span, '--grain', 'week'))].sort((a, b) =>
      a.period!.localeCompare(b.period!),
    )
    expect(shares.length).toBeGreaterThanOrEqual(4)
    expect(await tableOf('metric=deflection&chart=line&grain=week&compare=0')).toEqual(
      shares.map(row => [
        format.share(row.value),
        format.count(row.numerator),
        format.count(row.denominator),
      ]),
    )
    const parts = await metric('conversations', span, '--by', 'route')
    const shown = await tableOf('metric=conversations&chart=parts&by=route&compare=0')
    expect(shown.map(([value]) => value)).toEqual(parts.map(row => format.count(row.value)))
  })

  test('breaks no rule of its security policy', () => {
    expect(complaints).toEqual([])
  })
})

test('a second start keeps the data, and makes a new key in place of the old one', async () => {
  const span = await fourWeeks()
  const before = await metric('conversations', span, '--grain', 'day')
  const earlier = demo
  expect(await earlier.stop('SIGINT')).toMatchObject({ code: 0, signal: null })

  demo = await startDemo()
  expect(await metric('conversations', span, '--grain', 'day')).toEqual(before)
  const { stderr } = demo.said()
  expect(stderr).toMatch(/✓ conversations +[\d,]+ read, 0 new, 0 changed/)
  expect(stderr).not.toContain('Sample company')
  expect(demo.key).not.toBe(earlier.key)
  const ask = (key: string) => fetch(`${demo.api}/users?$top=1`, { headers: { authorization: key } })
  expect((await ask(earlier.key)).status).toBe(401)
  expect((await ask(demo.key)).status).toBe(200)
})
