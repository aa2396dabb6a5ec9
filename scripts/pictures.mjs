// `npm run pictures`: makes the pictures of the README from the sample company, with the system's Chromium.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
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

const store = mkdtempSync(join(tmpdir(), 'debrief-pictures-'))
const demo = spawn(
  process.execPath,
  [join(root, 'bin/debrief.cjs'), 'demo', '--store', store, '--port', '0', '--json'],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
)
try {
  const [line] = await new Promise((resolve, reject) => {
    createInterface({ input: demo.stdout }).once('line', text => resolve([text]))
    demo.once('exit', code => reject(new Error(`The demo ended with ${code}.`)))
  })
  const { web } = JSON.parse(line)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  for (const [name, colorScheme, width, fullPage] of [
    ['dashboard', 'light', 1440, true],
    ['dashboard-dark', 'dark', 1200, false],
    ['dashboard-phone', 'light', 390, false],
  ]) {
    const page = await browser.newPage({
      viewport: { width, height: 1000 },
      colorScheme,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    })
    await page.goto(web)
    await page.waitForLoadState('networkidle')
    await page.waitForTimeout(1000)
    await page.screenshot({ path: join(root, 'docs/images', `${name}.png`), fullPage })
    await page.close()
  }
  await browser.close()
} finally {
  demo.kill('SIGTERM')
  await new Promise(resolve => demo.once('exit', resolve))
  rmSync(store, { recursive: true, force: true })
}
