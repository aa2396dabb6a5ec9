import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { debriefJson, serve } from './support/command.ts'
import { afterThisTest, temporaryDirectory } from './support/temporary.ts'
import { conversationId, type Met, type Source, walkByLink, walkBySkip } from './support/walkers.ts'

const ROWS = Number(process.env.SOAK_ROWS ?? 1_000_000)
const LINK_WALKS = Number(process.env.SOAK_LINK_WALKS ?? 200)
const SKIP_WALKS = Number(process.env.SOAK_SKIP_WALKS ?? 50)
const CHANGES_A_SECOND = 1000
const AT_ONCE = 4
const SIZE = 10_000

/** One in twenty of the first rows is deleted some time; all others are there throughout. */
const mayBeDeleted = (number: number): boolean => number % 20 === 7

const conversation = (id: string, version: number): string =>
  JSON.stringify({
    created_time: '2026-03-01T00:00:00.000Z',
    id,
    last_updated_time: new Date(Date.UTC(2026, 2, 2) + version).toISOString(),
    route: version % 2 ? 'DM' : 'Channel',
    user_id: 'u1',
  })

test(`${LINK_WALKS} walks by link and ${SKIP_WALKS} by position through ${ROWS} rows, ${CHANGES_A_SECOND} of which change every second`, async () => {
  const store = temporaryDirectory()
  const file = join(temporaryDirectory(), 'conversations.ndjson')
  await pipeline(Readable.from(lines()), createWriteStream(file))
  await debriefJson(['import', 'conversations', file, '--store', store])
  const { key } = await debriefJson<{ key: string }>([
    ...['keys', 'create', '--name', 'soak', '--scope', 'all', '--scope', 'write', '--store', store],
  ])
  const limits = ['--queries-per-credential', '8', '--queries', '8', '--rate', '100000', '--burst', '100000']
  const { api, stop } = await serve(store, limits)
  const source: Source = { api, key }
  const writer = change(source)
  const begun = performance.now()
  const waiting = [
    ...Array.from({ length: LINK_WALKS }, (_, i) => () => walkByLink(source, ROWS, SIZE, optionsOf(i))),
    ...Array.from({ length: SKIP_WALKS }, () => () => walkBySkip(source, ROWS, SIZE)),
  ]
  const total = waiting.length
  let met = 0
  let done = 0
  const workers = Array.from({ length: AT_ONCE }, async () => {
    // Both kinds are under way together.
    for (let walk = next(waiting); walk; walk = next(waiting)) {
      const seen = await walk()
      check(seen)
      met += seen.others
      if (++done % 25 === 0)
        console.log(`${done} of ${total} walks, ${Math.round((performance.now() - begun) / 1000)} s`)
    }
  })
  try {
    await Promise.all(workers)
  } finally {
    await writer.stop()
  }
  const seconds = (performance.now() - begun) / 1000
  const changes = writer.changes()
  console.log({
    walks: done,
    rowsPerSecond: Math.round((done * ROWS) / seconds),
    seconds: Math.round(seconds),
    ...changes,
    met,
  })
  expect(
    (changes.changed + changes.stored + changes.deleted) / seconds,
    'rows changed a second',
  ).toBeGreaterThan(CHANGES_A_SECOND * 0.9)
  expect(met, 'rows that were stored meanwhile were met').toBeGreaterThan(0)
  await stop()
})

/** Most walk in the order of ids, some in one that the store is not kept in. */
const optionsOf = (walk: number): string => (walk % 40 === 39 ? '?$orderby=created_time%20desc' : '')

function next<T>(waiting: T[]): T | undefined {
  return waiting.splice(Math.floor(waiting.length / 2), 1)[0]
}

function* lines(): Iterable<string> {
  for (let i = 0; i < ROWS; i += 1000)
    yield `${Array.from({ length: 1000 }, (_, j) => conversation(conversationId(i + j), 0)).join('\n')}\n`
}

/** Every row that was there throughout came once, and no row twice. */
function check({ times, repeated }: Met): void {
  const wrong: string[] = [...repeated]
  for (let i = 0; i < ROWS; i++)
    if (times[i] !== 1 && !(times[i] === 0 && mayBeDeleted(i))) wrong.push(`${i}: ${times[i]}`)
  expect(wrong.slice(0, 20)).toEqual([])
}

/** Changes, stores and deletes rows, so many every second, until stopped. */
function change({ api, key }: Source) {
  const ingest = api.replace('/export/v1/records', '/ingest/v1/conversations')
  const send = async (path: string, body: string): Promise<void> => {
    const response = await fetch(`${ingest}${path}`, {
      method: 'POST',
      body,
      headers: { Authorization: `Bearer ${key}` },
    })
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  }
  const counts = { changed: 0, stored: 0, deleted: 0 }
  let going = true
  let version = 0
  const done = (async () => {
    for (let last = performance.now(); going; ) {
      await sleep(Math.max(0, last + 1000 - performance.now()))
      version++
      // As many as are due: a busy machine may take longer than a second for those of one.
      const now = performance.now()
      const due = Math.round((CHANGES_A_SECOND * (now - last)) / 1000)
      last = now
      const any = () => Math.floor(Math.random() * (ROWS / 20)) * 20
      const changed = Array.from({ length: Math.round(due * 0.95) }, () =>
        conversationId(any() + Math.floor(Math.random() * 7)),
      )
      const added = Array.from(
        { length: Math.round(due * 0.05) },
        () => `${conversationId(any())}+${counts.stored++}`,
      )
      await send('', [...new Set([...changed, ...added])].map(id => conversation(id, version)).join('\n'))
      counts.changed += changed.length
      if (version % 10 > 0) continue
      const ids = Array.from({ length: 50 }, () => conversationId(any() + 7))
      await send('/deletions', JSON.stringify({ ids }))
      counts.deleted += ids.length
    }
  })()
  afterThisTest(async () => {
    going = false
  })
  return {
    changes: () => counts,
    async stop() {
      going = false
      await done
    },
  }
}
