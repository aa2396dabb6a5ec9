import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const PATIENCE_MS = 25_000

/** Opens pages of the web application in a browser, and looks at them as people and as machines do. */
export class Pages {
  readonly #browser: Browser
  readonly #url: string
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

  /** Loads a path from the server. */
  async go(page: Page, path: string): Promise<void> {
    await page.goto(this.#url + path)
    await settled(page)
  }

  /** Goes to a path as the back button does: the application stays, and with it what it has asked for. */
  async turn(page: Page, path: string): Promise<void> {
    await page.evaluate(
      `history.pushState({}, '', ${JSON.stringify(`/${path}`)}), dispatchEvent(new PopStateEvent('popstate'))`,
    )
    await settled(page)
  }

  /** What axe finds serious or critical in either theme, in the whole document or in what a selector names. */
  seriousProblems(page: Page, within?: string): Promise<string[]> {
    return axeProblems(page, { within, impacts: ['serious', 'critical'] })
  }
}

type Impact = 'minor' | 'moderate' | 'serious' | 'critical'

interface Violation {
  readonly impact: Impact
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

let axe: string | undefined

/**
 * What axe finds in the light theme and in the dark one, in a document that is loaded once. What a theme changes is colours: in
 * the dark one only the rules about these are looked at, which is half the work.
 *
 * @param within a selector of what is looked at, the whole document when absent
 * @param impacts all when absent
 */
export async function axeProblems(
  page: Page,
  { within = ':root', impacts }: { within?: string | undefined; impacts?: readonly Impact[] } = {},
): Promise<string[]> {
  axe ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  // The policy of the page lets nothing in from outside; what is evaluated is not bound by it.
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(axe)
  const problems: string[] = []
  for (const theme of ['dark', 'light'] as const) {
    await inTheme(page, theme)
    const found = await page.evaluate<Violation[]>(axeOf(within, theme === 'dark' ? OF_COLOURS : undefined))
    for (const { impact, id, nodes } of found)
      if (impacts?.includes(impact) ?? true)
        problems.push(`${theme}: ${id}: ${nodes.map(node => node.html.slice(0, 200)).join(' ')}`)
  }
  return problems
}

/** Rows that are as those above them: to look at each would take most of the time. */
const REPEATED = ['table:not(.heat) tbody tr:nth-child(n+6)', '.bars > li:nth-child(n+6)']

/** The rules whose outcome a theme can change. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** Nothing is loaded for it: no rule that is looked for needs style sheets of other hosts, or sounds. */
const axeOf = (within: string, runOnly?: readonly string[]): string =>
  `axe.run(${JSON.stringify({ include: [within], exclude: REPEATED })}, ${JSON.stringify({ resultTypes: ['violations'], preload: false, runOnly })})
    .then(({ violations }) => violations.map(({ impact, id, nodes }) => ({ impact, id, nodes: nodes.map(({ html }) => ({ html })) })))`

/**
 * Nothing is unfinished any more, and nothing is after what was drawn had its effects; or, when that takes too long, what is still
 * waited for. Watched inside the page, which tells at once.
 */
const SETTLED = `new Promise(resolve => {
  const unfinished = () => document.querySelector('h1') === null
    ? ['its heading']
    : [...document.querySelectorAll('[aria-busy="true"], .skeleton, .plot:not(:has(svg))')].map(each => each.textContent || each.className)
  const end = left => { observer.disconnect(); clearTimeout(patience); resolve(left) }
  const look = () => {
    if (unfinished().length === 0)
      requestAnimationFrame(() => setTimeout(() => unfinished().length === 0 && end([])))
  }
  const observer = new MutationObserver(look)
  const patience = setTimeout(() => end(unfinished()), ${PATIENCE_MS})
  observer.observe(document, { attributes: true, childList: true, subtree: true })
  look()
})`

/** Waits until a page shows all it has asked for. */
export async function settled(page: Page): Promise<void> {
  const left = await page.evaluate<string[]>(SETTLED)
  if (left.length > 0) throw new Error(`${page.url()} still waits for ${left.join(' | ')}.`)
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
