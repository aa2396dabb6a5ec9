import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Path of a Chromium on this machine; null when there is none. */
export function findChromium(): string | null {
  return PLACES.find(path => path !== undefined && path !== '' && existsSync(path)) ?? null
}

export function launch(executablePath: string): Promise<Browser> {
  const off = ['gpu', 'background-networking', 'component-update', 'sync'].map(name => `--disable-${name}`)
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run', ...off] })
}

/** Builds the page into a folder of its own, so that a test never sees yesterday's build. */
export async function buildPage(outDir: string): Promise<void> {
  const vite = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url))
  const web = fileURLToPath(new URL('..', import.meta.url))
  // A process of its own: the test runner's NODE_ENV would build the development React.
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', web, '--outDir', outDir, '--logLevel', 'warn'],
    {
      env: { ...process.env, NODE_ENV: 'production' },
    },
  )
}
