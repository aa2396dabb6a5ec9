import { existsSync } from 'node:fs'
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
