import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { debrief, debriefJson, serve } from './support/command.ts'
import { emptyStore } from './support/empty-store.ts'
import { record, recordsNumbered } from './support/records.ts'
import { conversationsIn, importing, newStore } from './support/stores.ts'

/** One directory, several processes: one holds it, the others work through it. */

describe('while a server holds a store', () => {
  test('import, keys, metrics, quarantine and sync work through it, and it shows what they did', async () => {
    const store = emptyStore()
    const served = await serve(store)
    expect(await importing(store, [...recordsNumbered('conversations', 30)])).toMatchObject({
      read: 30,
      new: 30,
    })
    expect(await conversationsIn(store)).toBe(30)
    expect(await debriefJson(['quarantine', '--store', store])).toEqual([])

    const made = ['keys', 'create', '--name', 'all', '--scope', 'all', '--store', store]
    const { key, id } = await debriefJson<{ key: string; id: string }>(made)
    const headers = { authorization: `Bearer ${key}` }
    const count = async () => (await fetch(`${served.api}/conversations/$count`, { headers })).text()
    expect(await count()).toBe('30')

    // Into another database of the very same directory, through the server that is read from.
    const sync = ['sync', '--source', served.api, '--key-env', 'K', '--store', `${store}?database=copy`]
    const report = await debriefJson(sync, { env: { K: key } })
    expect(report).toMatchObject({ state: 'complete', entities: { conversations: { read: 30, new: 30 } } })
    expect(await conversationsIn(`${store}?database=copy`)).toBe(30)

    await debrief(['keys', 'revoke', id, '--store', store])
    await sleep(2100)
    expect((await fetch(`${served.api}/conversations`, { headers })).status).toBe(401)
    expect(await served.stop()).toMatchObject({ code: 0, stderr: '' })
    expect(await conversationsIn(store)).toBe(30)
  })

  test('commands at once are all served, and store each record once', async () => {
    const store = emptyStore()
    await serve(store)
    const records = recordsNumbered('conversations', 200)
    const counts = await Promise.all([0, 1, 2].map(() => importing(store, records)))
    expect(counts.map(one => one.read)).toEqual([200, 200, 200])
    expect(await conversationsIn(store)).toBe(200)
  })

  test('a second server on it works too, and outlives nobody’s data', async () => {
    const store = emptyStore()
    const first = await serve(store)
    const second = await serve(store)
    await importing(store, recordsNumbered('conversations', 5))
    expect((await fetch(`${second.web}api/store`)).status).toBe(200)
    expect(await second.stop()).toMatchObject({ code: 0 })
    expect(await first.stop()).toMatchObject({ code: 0 })
    expect(await conversationsIn(store)).toBe(5)
  })
})

test('commands without a server, started at once, wait for one another', async () => {
  const store = newStore()
  const batches = [0, 1, 2].map(n => [record('conversations', `a${n}`), record('conversations', `b${n}`)])
  const counts = await Promise.all(batches.map(batch => importing(store, batch)))
  expect(counts.map(one => one.new)).toEqual([2, 2, 2])
  expect(await conversationsIn(store)).toBe(6)
})
