import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const PATIENCE_MS = 25_000

/** Opens pages of the web application in a browser, and looks at them as people and as machines do. */
export class Pages {
  readonly #browser: Browser
  readonly #url: string
  #axe: string | undefined
  /** What the browser's console complained of, the security policy's complaints too. */
  readonly complaints: string[] = []

  constructor(browser: Browser, url: string) {
    this.#browser = browser
    this.#url = url
  }

  /** A page of its own, at a path. */
  async open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text())
    })
    page.on('pageerror', error => this.complaints.push(error.message))
    await this.go(page, path)
    return page
  }

  async go(page: Page, path: string): Promise<void> {
    await page.goto(this.#url + path)
    await settled(page)
  }

  /**
   * What axe finds serious or critical.
   *
   * @param rules those of them to look for, all when absent
   */
  async seriousProblems(page: Page, rules?: readonly string[]): Promise<string[]> {
    this.#axe ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    await page.evaluate(this.#axe)
    const found = await page.evaluate<{ impact: string; id: string; nodes: { html: string }[] }[]>(
      `axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) })}).then(result => result.violations)`,
    )
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 200)).join(' ')}`)
  }
}

/** Waits until a page shows all it has asked for. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  const unfinished = page.locator('[aria-busy="true"], .skeleton, .plot:not(:has(svg))')
  for (const until = Date.now() + PATIENCE_MS; (await unfinished.count()) > 0; ) {
    if (Date.now() > until)
      throw new Error(`${page.url()} still waits for ${(await unfinished.allTextContents()).join(' | ')}.`)
    await page.waitForTimeout(50)
  }
}

/** Makes the system light or dark, and waits until the page is, too. */
export async function inTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme })
  await page.locator(`html[data-theme="${theme}"]`).waitFor()
}

/** Presses Tab until something whose name begins with a text has the focus. */
export async function tabTo(page: Page, name: string, key = 'Tab'): Promise<void> {
  const names: string[] = []
  for (let step = 0; step < 250; step++) {
    await page.keyboard.press(key)
    const focused = await page.evaluate<string>(
      `(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()`,
    )
    if (focused.startsWith(name)) return
    names.push(focused.slice(0, 40))
  }
  throw new Error(`The keyboard never reached “${name}”. It was at: ${names.join(' | ')}`)
}
