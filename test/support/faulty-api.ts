import { createKey } from '../../src/api/credentials/keys.ts'
import { Gate } from '../../src/api/gate.ts'
import { addDataApi, createServer, listen } from '../../src/api/server.ts'
import { FaultySource, readPlan } from '../../src/faults/index.ts'
import type { Engine } from '../../src/store/engine.ts'
import { afterThisTest } from './temporary.ts'

/** An answer as a client gets it, or what kept it from getting one. */
export interface Got {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; undefined when it is no JSON. */
  readonly json: unknown
}

/** A Data API that misbehaves, and a client with a key to it. Nothing is waited for: the waits are noted. */
export interface FaultyApi {
  readonly address: string
  readonly key: string
  readonly source: FaultySource
  readonly waits: number[]
  /** Asks for an absolute link, or a path behind `/export/v1/records/`. Throws what `fetch` throws. */
  get(link: string, headers?: Readonly<Record<string, string>>): Promise<Got>
  /** How often each fault struck. */
  struck(): Record<string, number>
}

/** Serves a store by a plan, until the test ends. Real time stands still. */
export async function serveFaulty(truth: Engine, plan: string, shown?: Engine): Promise<FaultyApi> {
  const waits: number[] = []
  const source = await FaultySource.open({
    truth,
    plan: readPlan('plan.yaml', plan),
    shown: async () => shown ?? Promise.reject(new Error('The plan needs a database to show.')),
    now: () => Date.parse('2026-08-20T00:00:00Z'),
    wait: async ms => waits.push(ms),
  })
  const gate = new Gate({ engine: truth })
  const server = createServer()
  source.addTo(server)
  addDataApi(server, { engine: source.engine, gate })
  const address = await listen(server, '127.0.0.1', 0)
  afterThisTest(async () => {
    await server.close()
  })
  const key = await keyTo(truth)
  return {
    address,
    key,
    source,
    waits,
    async get(link, headers = {}) {
      const response = await fetch(new URL(link, `${address}/export/v1/records/`), {
        headers: { authorization: `Bearer ${key}`, ...headers },
      })
      const text = await response.text()
      let json: unknown
      try {
        json = JSON.parse(text)
      } catch {
        json = undefined
      }
      return { status: response.status, headers: response.headers, text, json }
    },
    struck: () => Object.fromEntries(source.state().faults.map(({ fault, struck }) => [fault, struck])),
  }
}

/** One key serves all tests of a store. */
const keys = new WeakMap<Engine, Promise<string>>()

function keyTo(engine: Engine): Promise<string> {
  const key = keys.get(engine) ?? createKey(engine, 'test', ['all']).then(made => made.key)
  keys.set(engine, key)
  return key
}
