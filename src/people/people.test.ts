import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyStore } from '../../test/support/empty-store.ts'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import { metric } from '../metrics/library.ts'
import { runMetric } from '../metrics/run.ts'
import { findEntity } from '../schema/entities.ts'
import type { Engine } from '../store/engine.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { upsert } from '../store/upsert.ts'
import { readCsv } from './csv.ts'
import { importPeople } from './import-people.ts'
import { listPeople, personHistory } from './read-people.ts'

async function* pieces(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 7) yield text.slice(at, at + 7)
}

describe('CSV', () => {
  const read = async (text: string) => {
    const found: unknown[] = []
    for await (const { line, fields } of readCsv(pieces(text))) found.push([line, Object.fromEntries(fields)])
    return found
  }

  test('is read with quotes, line breaks within them, and Windows line ends', async () => {
    expect(await read('E-Mail,Job Title\r\na@x,"say ""hi"",\nyou"\r\n\r\nb@x,\r\n')).toEqual([
      [2, { e_mail: 'a@x', job_title: 'say "hi",\nyou' }],
      [5, { e_mail: 'b@x', job_title: '' }],
    ])
  })

  test('may have semicolons, and no line end at the end', async () => {
    expect(await read('\ufeffid;city\n1;Bern, CH')).toEqual([[2, { id: '1', city: 'Bern, CH' }]])
  })

  test('says what is wrong, and where', async () => {
    await expect(read('id,id\n1,2')).rejects.toThrow('The head names the column "id" twice.')
    await expect(read('id,city\n1,Bern,CH')).rejects.toThrow('Line 2 has 3 fields; the head names 2.')
    await expect(read('id,city\n1,"Bern')).rejects.toThrow(/is not closed/)
  })
})

describe('people', () => {
  let store: Store
  let engine: Engine

  const put = async (name: 'users' | 'interactions', records: readonly object[]) => {
    const splitter = new RecordSplitter()
    splitter.push(Buffer.from(JSON.stringify(records)))
    splitter.end()
    expect((await upsert(engine, findEntity(name)!, splitter.take())).refused).toBe(0)
  }

  const user = (id: string, email: string, external: string | null) => ({
    access_to_bot: true,
    email_addr: email,
    external_ids:
      external === null ? null : [{ connector_name: 'okta', external_id: external, source: 'OKTA' }],
    first_interaction_time: null,
    first_name: null,
    id,
    last_name: null,
    last_updated_time: '2026-01-01T06:00:00.000Z',
    latest_interaction_time: null,
    user_preferred_language: 'EN_US',
  })

  beforeAll(async () => {
    store = await openStore(parseStoreLocation(emptyStore()))
    engine = store.engine
    await put('users', [
      user('1', 'Ana@x.example', 'o1'),
      user('2', 'ben@x.example', 'o2'),
      user('3', 'cem@x.example', 'o2'),
    ])
    await put(
      'interactions',
      ['2026-05-10', '2026-07-10'].map(day => ({
        actor: 'user',
        conversation_id: 'c',
        created_time: `${day}T09:00:00.000Z`,
        detail: { content: 'x' },
        id: `i${day}`,
        label: null,
        last_updated_time: '2026-07-11T06:00:00.000Z',
        parent_interaction_id: null,
        platform: 'slack',
        type: 'INTERACTION_TYPE_FREE_TEXT',
        user_id: '1',
      })),
    )
  })

  afterAll(() => store.close())

  test('are found by any id or e-mail address, without regard to case, and otherwise told of', async () => {
    const file =
      'external_id,email,department,team\no1,,Sales,A\no2,BEN@x.example,IT,\no2,,HR,\nnobody,,HR,\no1,ben@x.example,HR,\n'
    const { refusals, ...counts } = await importPeople(engine, pieces(file))
    expect(counts).toEqual({ read: 5, new: 2, moved: 0, unchanged: 0, unmatched: 1, ambiguous: 2 })
    expect(refusals).toEqual([
      { line: 4, key: 'o2', reason: 'several people have it' },
      { line: 5, key: 'nobody', reason: 'nobody has this id or e-mail address' },
      {
        line: 6,
        key: 'o1, ben@x.example',
        reason: 'these are of different people: say which column is right with --match',
      },
    ])
    expect(await listPeople(engine, 10)).toMatchObject([
      {
        user_id: '1',
        email_addr: 'Ana@x.example',
        valid_from: null,
        department: 'Sales',
        attributes: { team: 'A' },
      },
      { user_id: '2', department: 'IT', attributes: {} },
    ])
    expect(await importPeople(engine, pieces(file))).toMatchObject({ new: 0, moved: 0, unchanged: 2 })
  })

  test('keep their history when they move, and metrics count them where they were', async () => {
    const moved = await importPeople(engine, pieces('email,department,team\nana@x.example,IT,A\n'), {
      since: '2026-06-01T00:00:00.000Z',
    })
    expect(moved).toMatchObject({ moved: 1 })
    expect((await personHistory(engine, 'O1')).map(state => [state.valid_from, state.department])).toEqual([
      [null, 'Sales'],
      ['2026-06-01T00:00:00.000Z', 'IT'],
    ])
    const { rows } = await runMetric(
      engine,
      metric('active_users'),
      { from: '2026-05-01', to: '2026-08-01', grain: 'month', by: ['department'] },
      { minimumGroup: 1 },
    )
    expect(rows).toEqual([
      { period: '2026-05-01', department: 'Sales', value: 1 },
      { period: '2026-07-01', department: 'IT', value: 1 },
    ])
  })

  test('who are few are withheld unless said otherwise, and testers can be left out', async () => {
    const july = { from: '2026-07-01', to: '2026-08-01' }
    const few = await runMetric(engine, metric('active_users'), { ...july, by: ['department'] })
    expect(few.rows).toEqual([{ department: 'IT', value: null, withheld: true }])
    await importPeople(engine, pieces('id,tester\n1,yes\n'))
    const left = await runMetric(engine, metric('active_users'), { ...july, exclude: { testers: true } })
    expect(left.rows).toEqual([{ value: 0 }])
    const domain = await runMetric(engine, metric('active_users'), {
      ...july,
      exclude: { domains: ['X.example'] },
    })
    expect(domain.rows).toEqual([{ value: 0 }])
  })

  test('cannot be taken from a file without a column to find them by', async () => {
    await expect(importPeople(engine, pieces('name,department\nAna,IT\n'))).rejects.toThrow(
      /has no column to find people by/,
    )
    await expect(importPeople(engine, pieces('id,x\n1,y\n'), { match: 'badge' })).rejects.toThrow(
      'has no column "badge"',
    )
  })
})
