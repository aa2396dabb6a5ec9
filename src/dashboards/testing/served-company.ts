import { TestStores } from '../../../test/support/data-api.ts'
import { ApiError } from '../../api/errors.ts'
import { createServer, listen } from '../../api/server.ts'
import { Config } from '../../config/config.ts'
import { importPeople } from '../../people/import-people.ts'
import { CompanyStore } from '../../simulator/company-store.ts'
import { peopleCsv } from '../../simulator/people-csv.ts'
import { type CompanyPlan, Simulation } from '../../simulator/simulation.ts'
import type { Engine } from '../../store/engine.ts'
import { addDashboards } from '../dashboard-api.ts'

/** A simulated company in a store of its own, its people known, and the dashboards on it. */
export interface ServedCompany {
  readonly engine: Engine
  /** Where the dashboards answer, without a path. */
  readonly url: string
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** The JSON at a path. */
  get<Body>(path: string): Promise<Body>
  close(): Promise<void>
}

/**
 * @param config the text of `debrief.yaml`, and where it is said to be
 * @param stores where the store is made, when a test file has several: a process can have one engine
 */
export async function serveCompany(
  plan: CompanyPlan,
  {
    config = { name: 'debrief.yaml', text: '' },
    stores,
  }: { config?: { readonly name: string; readonly text: string }; stores?: TestStores } = {},
): Promise<ServedCompany> {
  const own = stores === undefined ? new TestStores() : undefined
  const engine = await (own ?? stores!).open()
  const into = new CompanyStore(engine)
  const simulation = new Simulation(plan, into)
  for (const step of simulation.live()) if (step.isOver) for (const _ of simulation.finishedDays());
  await into.end()
  await importPeople(engine, once(peopleCsv(simulation.company.people)), {})
  const server = createServer()
  // What went wrong on the server is no secret in tests.
  server.addHook('onError', async (_request, _reply, error) => {
    if (!(error instanceof ApiError)) console.error(error)
  })
  addDashboards(server, {
    engine,
    database: 'test',
    config: Config.parse(config.name, config.text),
  })
  const url = await listen(server, '127.0.0.1', 0)
  return {
    engine,
    url,
    fetch: (path, init) => fetch(url + path, init),
    async get<Body>(path: string): Promise<Body> {
      const answer = await fetch(url + path)
      const body = await answer.text()
      if (!answer.ok) throw new Error(`${answer.status} ${path}: ${body}`)
      return JSON.parse(body) as Body
    },
    async close() {
      await server.close()
      await own?.close()
    },
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}
