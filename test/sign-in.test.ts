import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkAddress, makeLink } from '../src/access/links.ts'
import { addUser } from '../src/access/users.ts'
import { type Running, startServer } from '../src/cli/start-server.ts'
import { parseStoreLocation } from '../src/store/location.ts'
import { openStore, type Store } from '../src/store/open-store.ts'
import { texts } from '../web/src/sign-in/texts.ts'
import { texts as shell } from '../web/src/texts.ts'
import { findChromium, launch } from '../web/test/browser.ts'
import { emptyStore } from './support/empty-store.ts'
import { axeProblems } from './support/pages.ts'

/** Signing in with a browser, on the built pages: first link, wrong password, users, and what each role may see. */

const chromium = findChromium()
const suite =
  chromium === null ? 'signing in [skipped: no Chromium found, set CHROMIUM to its path]' : 'signing in'
const PASSWORD = 'correct horse battery staple'

// A browser on a machine that has other work, too: nothing here waits for time to pass.
describe.skipIf(chromium === null)(suite, { timeout: 90_000 }, () => {
  let store: Store
  let running: Running
  let browser: Browser
  const complaints: string[] = []
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    store = await openStore(parseStoreLocation(emptyStore()))
    // As behind a proxy, everybody has to sign in.
    running = await startServer(store, { host: '127.0.0.1', port: 0, trustedProxies: ['10.0.0.0/8'] })
    browser = await launch(chromium ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await running?.close()
    await store?.close()
  })

  /** A person with a browser of their own. */
  async function person(): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
    contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => {
      // That a request was refused is what is tested.
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
        complaints.push(message.text())
    })
    return page
  }

  const at = (path: string): string => new URL(path, running.web).href
  const isAt = (page: Page, path: string) => page.waitForURL(at(path))
  const alert = (page: Page) => page.getByRole('alert').filter({ hasText: /./ }).textContent()

  /** Opens a link and sets a password, with the keyboard alone. */
  async function follow(page: Page, link: string, name?: string): Promise<void> {
    await page.goto(link)
    if (name !== undefined) await page.getByLabel(texts.name).fill(name)
    await page.getByLabel(texts.link.newPassword).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await isAt(page, '/')
  }

  async function signIn(page: Page, name: string, password: string): Promise<void> {
    await page.getByLabel(texts.name).fill(name)
    await page.getByLabel(texts.password, { exact: true }).fill(password)
    await page.getByRole('button', { name: texts.signIn }).click()
  }

  test('the first link makes an administrator, who adds others; each sees what their role allows', async () => {
    const ada = await person()
    await ada.goto(at('/engagement?range=7d'))
    await isAt(ada, '/sign-in?next=%2Fengagement%3Frange%3D7d')
    await signIn(ada, 'ada', 'wrong')
    expect(await alert(ada)).toBe('The name or the password is wrong.')
    expect(await axeProblems(ada)).toEqual([])

    await ada.goto((await running.firstLink())!)
    await ada.getByRole('heading', { name: texts.link.firstTitle }).waitFor()
    // The secret stays neither on the screen nor in the history.
    expect(ada.url()).toBe(at('/sign-in'))
    await ada.getByLabel(texts.name).fill('ada')
    await ada.getByLabel(texts.link.newPassword).fill('too short')
    await ada.keyboard.press('Enter')
    expect(await alert(ada)).toContain('The password has 9 characters; it needs at least 15.')
    expect(await axeProblems(ada)).toEqual([])
    await ada.getByLabel(texts.link.newPassword).fill(PASSWORD)
    await ada.keyboard.press('Enter')
    await isAt(ada, '/')
    await ada.getByRole('heading', { name: shell.states.emptyTitle }).waitFor()
    expect(await axeProblems(ada)).toEqual([])

    await ada.goto(at('/users'))
    const links = new Map<string, string>()
    for (const role of ['viewer', 'analyst', 'transcript-reader']) {
      await ada.getByLabel(texts.name).fill(role)
      await ada.getByLabel(texts.users.role, { exact: true }).selectOption(role)
      await ada.getByRole('button', { name: texts.users.addButton }).click()
      await ada.getByText(texts.users.linkFor(role, 72)).waitFor()
      links.set(role, await ada.getByLabel(texts.users.link, { exact: true }).inputValue())
    }
    expect(await axeProblems(ada)).toEqual([])

    for (const [role, link] of links) {
      const page = await person()
      await follow(page, link)
      const refused = page.getByRole('heading', { name: shell.states.notAllowed })
      await page.goto(at('/users'))
      await refused.waitFor()
      await page.goto(at('/conversations/1'))
      if (role === 'transcript-reader') await page.getByRole('button', { name: role }).waitFor()
      else await refused.waitFor()
      if (role === 'viewer') expect(await axeProblems(page)).toEqual([])
      expect(await refused.count()).toBe(role === 'transcript-reader' ? 0 : 1)
      const rows = await page.evaluate(() => fetch('/api/users').then(answer => answer.status))
      expect(rows).toBe(403)
    }
  })

  test('signing out leads to the sign-in, and signing in back to where one was', async () => {
    const id = await addUser(store.engine, { name: 'grace', role: 'viewer' })
    await follow(await person(), linkAddress(running.web, await makeLink(store.engine, id)))
    const page = await person()
    await page.goto(at('/sign-in?next=%2Faccount'))
    await signIn(page, 'grace', PASSWORD)
    await isAt(page, '/account')
    await page
      .getByRole('row', { name: /Chrome/ })
      .first()
      .waitFor()
    expect(await axeProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'grace' }).click()
    await page.getByRole('button', { name: texts.account.signOut }).click()
    await isAt(page, '/sign-in')
    await page.goto(at('/account'))
    await isAt(page, '/sign-in?next=%2Faccount')
    expect(complaints).toEqual([])
  })
})
