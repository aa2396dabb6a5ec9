import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { store, TestStores } from '../../../test/support/data-api.ts'
import { record, recordsNumbered } from '../../../test/support/records.ts'
import { createServer, listen } from '../../api/server.ts'
import type { Engine } from '../../store/engine.ts'
import { newWindow, saveWindows } from '../../sync/windows.ts'
import { addDashboards } from '../dashboard-api.ts'
import { judged } from './days.ts'
import type { Health } from './health.ts'

const stores = new TestStores()
const server = createServer()
let engine: Engine
let url: string

const SOURCE = 'https://data.example.com/export/v1/records'

beforeAll(async () => {
  engine = await stores.open()
  await store(engine, 'conversations', recordsNumbered('conversations', 12))
  await store(engine, 'interactions', [
    record('interactions', 'i1', { conversation_id: 'c00001' }),
    record('interactions', 'i2', { conversation_id: 'gone' }),
    record('interactions', 'i3', {
      conversation_id: 'c00002',
      last_updated_time: '2026-08-09T06:00:00.000Z',
      mood: 'odd',
    }),
  ])
  const window = {
    source: SOURCE,
    run: 'r1',
    since: Date.parse('2026-08-01T00:00:00Z'),
    until: Date.parse('2026-08-02T00:00:00Z'),
    counted: 12,
    started: '2026-08-02T08:00:00.000Z',
  }
  const complete = {
    ...newWindow({ ...window, entity: 'conversations', id: 'w1' }),
    state: 'complete' as const,
  }
  const failed = {
    ...newWindow({ ...window, entity: 'interactions', id: 'w2' }),
    state: 'failed' as const,
    reason: 'The source answered 500.',
  }
  await saveWindows(engine, [complete, failed], Date.parse('2026-08-02T08:01:00Z'))
  await engine.run({
    sql: `INSERT INTO quarantine (entity, reason, record, record_hash, refused_time)
          SELECT 'users', 'id is missing', '{}', number, now64(3) FROM numbers(3)`,
  })
  addDashboards(server, { engine, database: 'test' })
  url = await listen(server, '127.0.0.1', 0)
})

afterAll(async () => {
  await server.close()
  await stores.close()
})

describe('data health', () => {
  let health: Health
  beforeAll(async () => {
    health = (await (await fetch(`${url}/api/health`)).json()) as Health
  })

  test('says in words what is amiss, the gravest first', () => {
    const sentences = health.findings.map(finding => finding.sentence)
    expect(health.findings[0]).toMatchObject({ level: 'bad', section: 'sources' })
    expect(sentences[0]).toBe(`interactions of ${SOURCE} is behind: 1 window is not complete.`)
    expect(sentences).toContain('3 records were refused and wait in quarantine.')
    expect(sentences).toContain('1 record of interactions belongs to a conversation that is not here.')
    expect(sentences).toContain('Sources give 1 attribute that no document knows.')
    expect(sentences.some(sentence => /^Nothing was read from .* for \d+ days\.$/.test(sentence))).toBe(true)
    for (const { meaning } of health.findings) expect(meaning).toMatch(/\.$/)
  })

  test('has the ledger of each source, entity by entity', () => {
    const [source] = health.sources
    expect(source).toMatchObject({ source: SOURCE, name: null })
    expect(source!.entities.map(each => [each.entity, each.state, each.complete_until])).toEqual([
      ['conversations', 'complete', '2026-08-02T00:00:00.000Z'],
      ['interactions', 'behind', null],
    ])
    expect(source!.entities[1]!.reason).toBe('The source answered 500.')
  })

  test('counts what is here, refused, odd and without a parent', () => {
    expect(health.holdings.find(each => each.entity === 'interactions')).toMatchObject({ records: 3 })
    expect(health.refusals).toMatchObject([{ entity: 'users', reason: 'id is missing', records: 3 }])
    expect(health.drift).toMatchObject([{ entity: 'interactions', attribute: 'mood', records: 1 }])
    expect(JSON.stringify(health.drift)).not.toContain('laptop')
    expect(health.orphans).toMatchObject([{ entity: 'interactions', missing: 'conversation', records: 1 }])
    expect(health.people).toMatchObject({ active: 1, with_record: 0 })
    const [day] = health.days.find(each => each.entity === 'interactions')!.days
    expect(day).toMatchObject({ day: '2026-08-01', records: 3, late: 1 })
  })
})

test('a day is compared with the same weekdays', () => {
  const loaded = '2026-03-29'
  const days = Array.from({ length: 28 }, (_, i) => ({
    day: new Date(Date.UTC(2026, 2, 2 + i)).toISOString().slice(0, 10),
    records: i % 7 > 4 ? 2 : 100,
    late: 0,
    loaded,
  }))
  const thinned = days.flatMap(each =>
    each.day === '2026-03-11' ? [] : each.day === '2026-03-12' ? [{ ...each, records: 20 }] : [each],
  )
  const states = Object.fromEntries(judged(thinned).map(({ day, state }) => [day, state]))
  expect(states['2026-03-11']).toBe('missing')
  expect(states['2026-03-12']).toBe('thin')
  expect(states['2026-03-14']).toBe('whole')
  expect(states['2026-03-29']).toBe('arriving')
  expect(judged([])).toEqual([])
})
