import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SAMPLE_PERIOD, sampleTable, vendorTable } from '../../test/metrics-sample.ts'
import { noServerBecause, startClickHouseServer } from '../../test/support/clickhouse-server.ts'
import { temporaryDirectory } from '../../test/support/temporary.ts'
import { importRecords } from '../ingest/import-records.ts'
import { entities } from '../schema/entities.ts'
import { rows } from '../store/engine.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { metric, metrics } from './library.ts'
import { makeViews } from './make-views.ts'
import { type Question, runMetric } from './run.ts'
import { viewsOf } from './views.ts'

const PAGE = new URL('../../docs/metrics-sample.md', import.meta.url)

/** Real responses of the API, as its vendor published them. They are not part of the project. */
const SAMPLE = new URL('../../../shared/sample/', import.meta.url)
const absent = !existsSync(SAMPLE)
if (absent) console.warn('The metrics are not checked on the vendor’s sample: it is not here.')

const noServer = noServerBecause()

for (const where of ['embedded', 'on a ClickHouse server'])
  describe.skipIf(absent || (where !== 'embedded' && noServer))(`the vendor’s sample, ${where}`, () => {
    let store: Store
    const cleanups: (() => Promise<void>)[] = []

    beforeAll(async () => {
      let place = temporaryDirectory()
      if (where !== 'embedded') {
        const server = await startClickHouseServer()
        cleanups.push(() => server.stop())
        place = `${server.url}/sample`
      }
      store = await openStore(parseStoreLocation(place))
      cleanups.push(() => store.close())
      for (const entity of entities)
        await importRecords(store.engine, entity, createReadStream(new URL(`${entity.name}.json`, SAMPLE)))
    })

    afterAll(async () => {
      for (const cleanup of cleanups.reverse()) await cleanup()
    })

    const run = async (id: string, more: Partial<Question> = {}) =>
      (await runMetric(store.engine, metric(id), { ...SAMPLE_PERIOD, ...more })).rows

    test('has the conversations that were counted by hand', async () => {
      expect(await run('conversations')).toEqual([{ value: 143 }])
      expect(await run('conversations', { by: ['route'] })).toEqual([
        { route: 'DM', value: 129 },
        { route: 'Notification', value: 14 },
      ])
      expect(await run('conversations_by_domain')).toEqual([
        { domain: 'OTHER', value: 55 },
        { domain: 'IT', value: 48 },
        { domain: 'HR', value: 18 },
        { domain: null, value: 14 },
        { domain: 'TRAVEL_AND_EXPENSE', value: 5 },
        { domain: 'FACILITY', value: 1 },
        { domain: 'LEGAL', value: 1 },
        { domain: 'PAYROLL', value: 1 },
      ])
    })

    test('has the people, the clicks and the questions that were counted by hand', async () => {
      expect(await run('active_users')).toEqual([{ value: 20 }])
      expect(await run('user_feedback')).toEqual([
        { feedback: 'helpful', value: 1 },
        { feedback: 'unhelpful', value: 1 },
      ])
      const [deflection] = await run('deflection')
      // Eight tickets (three of them after one question), a hand-off and a thumb down stand against eight of 177 questions.
      expect(deflection).toMatchObject({ denominator: 177, numerator: 169 })
    })

    /** Worked out from the files by another program, record by record, without facts. */
    const counted: [string, Partial<Question>, object][] = [
      [
        'interactions',
        { by: ['actor'] },
        [
          { actor: 'bot', value: 303 },
          { actor: 'user', value: 294 },
        ],
      ],
      ['uploads', {}, [{ value: 2 }]],
      [
        'forms',
        {},
        [
          { label: 'file_ticket', value: 7 },
          { label: 'handoff', value: 2 },
          { label: 'mw_form', value: 1 },
        ],
      ],
      ['ticket_forms', {}, [{ value: 8 }]],
      ['tickets', {}, [{ value: 1 }]],
      ['live_agent_requests', {}, [{ value: 1 }]],
      ['live_agent_transfers', {}, [{ value: 1 }]],
      ['plugin_calls', { by: [] }, [{ value: 384 }]],
      ['plugin_calls', { by: [], variant: 'custom' }, [{ value: 66 }]],
      ['plugin_unsuccessful', {}, [{ numerator: 122, denominator: 384, value: 122 / 384 }]],
      ['plugin_abandonment', {}, [{ numerator: 52, denominator: 262, value: 52 / 262 }]],
      ['several_plugins', {}, [{ numerator: 90, denominator: 206, value: 90 / 206 }]],
      ['approvals_processed', {}, [{ value: 22 }]],
      ['searches_without_result', {}, [{ value: 80 }]],
      ['citation_rate', {}, [{ numerator: 107, denominator: 177, value: 107 / 177 }]],
      ['article_citation_rate', {}, [{ numerator: 95, denominator: 2444, value: 95 / 2444 }]],
      ['knowledge_coverage', { by: [] }, [{ numerator: 47, denominator: 997, value: 47 / 997 }]],
      ['uncited_articles', {}, [{ value: 950 }]],
      ['time_to_first_answer', {}, [{ numerator: 1618.498, denominator: 177, value: 1618.498 / 177 }]],
      [
        'time_saved',
        { by: ['plugin'], variant: 'requests', where: { plugin: ['Grant Software Access'] } },
        [{ plugin: 'Grant Software Access', value: 3 }],
      ],
      ['containment', {}, [{ numerator: 122, denominator: 129, value: 122 / 129 }]],
    ]
    test.each(counted)('%s %j is what was counted by hand', async (id, more, expected) => {
      expect(await run(id, more)).toEqual(expected)
    })

    test('is counted as docs/metrics-sample.md says (else, to write it: WRITE_SAMPLE=1)', async () => {
      const page = readFileSync(PAGE, 'utf8')
      const tables = { numbers: await sampleTable(store.engine), views: await vendorTable(store.engine) }
      const written = Object.entries(tables).reduce(
        (text, [name, table]) =>
          text.replace(
            new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(\\n<!-- end -->)`),
            (_, before, after) => before + table + after,
          ),
        page,
      )
      if (process.env.WRITE_SAMPLE) writeFileSync(PAGE, written)
      else expect(page).toBe(written)
    })

    test('has views that give the same numbers', async () => {
      const some = ['conversations', 'deflection', 'adoption', 'plugin_calls'].map(id => metrics().get(id)!)
      await makeViews(
        store.engine,
        some.flatMap(each => viewsOf(each, { parameters: {} })),
      )
      for (const { id } of some)
        expect(
          await rows(store.engine, {
            sql: `SELECT * FROM metric_${id}(from = '2025-08-01', to = '2025-08-03')`,
          }),
        ).toEqual(await run(id))
      const [daily] = await rows<{ value: number }>(store.engine, {
        sql: "SELECT sum(value) AS value FROM metric_conversations_daily WHERE route = 'DM'",
      })
      expect(daily!.value).toBe(129)
    })

    test('gives numbers, not zeros, where exact names find nothing', async () => {
      for (const id of [
        'tickets',
        'ticket_forms',
        'user_feedback',
        'live_agent_requests',
        'approvals_processed',
        'knowledge_gaps',
      ])
        expect((await run(id, { by: [] }))[0]!.value, id).toBeGreaterThan(0)
    })
  })
