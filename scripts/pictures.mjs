// Makes docs/images anew: every page of the web application on the sample company, light, dark and on a phone.
// `npm run pictures plugins journey` makes those of some pages only.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build, install, root } from './prepare.mjs'

install()
build()
const { chromium } = await import('playwright-core')
const executablePath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(path => path && existsSync(path))
if (!executablePath) throw new Error('No Chromium found. Set CHROMIUM to its path.')

/** Larger files are said: pictures come with every copy of the project. */
const MOST_BYTES = 150_000

const LOOKS = [
  { ending: '', colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  { ending: '-dark', colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  {
    ending: '-phone',
    colorScheme: 'light',
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
  },
]

/** What a picture is called, and where it is taken. A conversation’s address is only known once there is one. */
const PAGES = {
  dashboard: '/',
  engagement: '/engagement',
  assistant: '/assistant',
  plugins: '/plugins',
  knowledge: '/knowledge',
  organisation: '/organisation',
  journey: '/journey',
  conversation: web => conversation(web),
  explore: '/explore?metric=plugin_calls&chart=stacked&by=plugin&grain=week&range=90d',
  metric: '/metrics/deflection',
  health: '/health',
}

const only = process.argv.slice(2)
const store = mkdtempSync(join(tmpdir(), 'debrief-pictures-'))
const demo = spawn(
  process.execPath,
  [join(root, 'bin/debrief.cjs'), 'demo', '--store', store, '--port', '0', '--json'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
try {
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: demo.stdout }).once('line', resolve)
    demo.once('exit', code => reject(new Error(`The demo ended with ${code}.`)))
  })
  const { web } = JSON.parse(line)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  for (const { ending, ...look } of LOOKS) {
    const context = await browser.newContext({ ...look, locale: 'en-GB', reducedMotion: 'reduce' })
    const page = await context.newPage()
    for (const [name, path] of Object.entries(PAGES)) {
      if (only.length > 0 && !only.includes(name)) continue
      await page.goto(new URL(typeof path === 'function' ? await path(web) : path, web).href)
      await drawn(page)
      await keep(page, join(root, 'docs/images', `${name}${ending}.webp`))
    }
    await context.close()
  }
  await browser.close()
} finally {
  demo.kill('SIGTERM')
  await new Promise(resolve => demo.once('exit', resolve))
  rmSync(store, { recursive: true, force: true })
}

/** Waits until a page shows all it has asked for. */
async function drawn(page) {
  const unfinished = page.locator('[aria-busy="true"], .skeleton, .plot:not(:has(svg))')
  await page.locator('h1').first().waitFor()
  for (const until = Date.now() + 60_000; (await unfinished.count()) > 0; ) {
    if (Date.now() > until) throw new Error(`${page.url()} does not come to an end.`)
    await page.waitForTimeout(100)
  }
  const failed = await page.locator('[data-state="failed"]').count()
  if (failed > 0) throw new Error(`${failed} panels of ${page.url()} failed.`)
  await page.waitForTimeout(400)
}

/** Takes a picture as WebP: the browser itself writes it, a third as large as PNG. */
async function keep(page, path) {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 })
  await session.detach()
  const picture = Buffer.from(data, 'base64')
  writeFileSync(path, picture)
  const bytes = picture.length
  console.error(
    `${path.slice(root.length + 1)}  ${Math.round(bytes / 1000)} kB${bytes > MOST_BYTES ? '  (large)' : ''}`,
  )
}

/** The address of a conversation in which something happened: one with a ticket. */
async function conversation(web) {
  const day = back => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)
  const asked = new URLSearchParams({ from: day(30), to: day(0), limit: '50', 'f.plugin': 'Create Ticket' })
  const answer = await fetch(new URL(`/api/metrics/plugin_used/rows?${asked}`, web))
  const { rows } = await answer.json()
  const row = rows.find(one => one.used) ?? rows[0]
  return `/conversations/${encodeURIComponent(row.conversation_id)}`
}
