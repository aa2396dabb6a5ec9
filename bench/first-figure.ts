import type { Browser } from 'playwright-core'

const PATIENCE_MS = 120_000

/** Notes when the first figure with a number was painted, counted from the beginning of the navigation. */
const WATCH = `new MutationObserver((_, observer) => {
  if (!/\\d/.test(document.querySelector('.tile-value')?.textContent ?? '')) return
  observer.disconnect()
  // After the next frame it is on the screen.
  requestAnimationFrame(() => setTimeout(() => { globalThis.firstFigure = performance.now() }))
}).observe(document, { childList: true, subtree: true })`

const NOTED = `new Promise(resolve => {
  const look = () => globalThis.firstFigure === undefined ? setTimeout(look, 10) : resolve(globalThis.firstFigure)
  look()
})`

/**
 * Milliseconds from the beginning of a navigation to the overview until its first figure with a number is on the screen, for
 * somebody who was never there: nothing is in the browser’s cache.
 */
export async function firstFigure(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(WATCH)
    await page.goto(url, { waitUntil: 'commit', timeout: PATIENCE_MS })
    await page.locator('.tile-value').first().waitFor({ timeout: PATIENCE_MS })
    return await page.evaluate<number>(NOTED)
  } finally {
    await context.close()
  }
}
