import { linkAddress, makeLink } from '../access/links.ts'
import { DEFAULT_SIGN_IN, signInSettings } from '../access/settings.ts'
import { isAnybody } from '../access/users.ts'
import { authorizeWrite } from '../api/authorize.ts'
import { Gate } from '../api/gate.ts'
import type { Limits } from '../api/limits/limits.ts'
import { addApiDescription } from '../api/openapi/routes.ts'
import { type DrainOptions, drain } from '../api/operations/drain.ts'
import { addOperations, Readiness } from '../api/operations/health.ts'
import { trustedNetworks } from '../api/public-address.ts'
import { addDataApi, createServer, listen } from '../api/server.ts'
import { Config } from '../config/config.ts'
import { addDashboards } from '../dashboards/dashboard-api.ts'
import { keepFactsFresh } from '../facts/keep-fresh.ts'
import type { FaultySource } from '../faults/index.ts'
import { addIngestApi } from '../ingest/ingest-api.ts'
import type { Store } from '../store/open-store.ts'
import { addSyncMetrics } from '../sync/sync-telemetry.ts'
import { sourceNames } from './known-sources.ts'
import { logger } from './logger.ts'
import { ScheduledSyncs } from './scheduled-syncs.ts'

/** A server that answers. */
export interface Running {
  /** Where it listens, whatever address clients use. */
  readonly address: string
  /** Base address of the collections. */
  readonly api: string
  /** Address of the dashboards. */
  readonly web: string
  /** Makes the link that makes the first administrator, while there is no user; the one before it is void. */
  firstLink(): Promise<string | undefined>
  /** Refuses new requests, waits for the running ones, and writes the last of the access log. */
  close(): Promise<void>
}

export interface ServingOptions {
  readonly host: string
  readonly port: number
  readonly publicUrl?: string
  readonly trustedProxies?: readonly string[]
  readonly limits?: Limits
  readonly drain?: DrainOptions
  /** What goes wrong, on purpose. */
  readonly faults?: FaultySource | undefined
  /** What `debrief.yaml` says; nothing when absent. */
  readonly config?: Config
}

/** What is no address that could be called. */
const EVERY_ADDRESS = /\/\/(0\.0\.0\.0|\[::\]):/

/** Serves the Data API, ingest and the dashboards of a store, and runs its schedules and keeps its facts fresh meanwhile. */
export async function startServer(store: Store, options: ServingOptions): Promise<Running> {
  const { host, port, publicUrl, trustedProxies = [], limits, config } = options
  const { delayMs, patienceMs } = options.drain ?? { delayMs: 0, patienceMs: 30_000 }
  const { engine, location } = store
  const log = logger()
  const gate = new Gate({ engine, limits, logger: log, trust: trustedNetworks(trustedProxies) })
  gate.telemetry.watchProcess()
  const readiness = new Readiness(engine)
  const server = createServer(log, gate.limits)
  options.faults?.addTo(server)
  addDataApi(server, { engine: options.faults?.engine ?? engine, publicUrl, trustedProxies, gate })
  addApiDescription(server, { publicUrl, trustedProxies })
  addIngestApi(server, {
    engine,
    authorize: (request, reply) => authorizeWrite(gate, request, reply),
    guard: api => gate.guard(api),
  })
  addOperations(server, gate, readiness)
  const settings = config ?? Config.parse('', '')
  addSyncMetrics(gate.telemetry.registry, engine, () => sourceNames(engine, settings))
  let overviewReady = 0
  gate.telemetry.gauge(
    'debrief_overview_ready_timestamp_seconds',
    'When the overview was last answered before anybody asked; 0 when it never was.',
    () => overviewReady,
  )
  addDashboards(server, {
    engine,
    database: location.database,
    ...(config ? { config } : {}),
    signIn: { host, publicUrl, trustedProxies },
    // A faulty source is there for its Data API.
    warmUp: options.faults
      ? undefined
      : {
          busy: () => gate.slots.running + gate.slots.queued > 0,
          onReady: done => {
            overviewReady = Date.now() / 1000
            log.info(done, 'the overview is answered')
          },
          onError: error => log.warn(error, 'the overview could not be answered beforehand'),
        },
  })
  const address = await listen(server, host, port)
  const syncs = await ScheduledSyncs.start({ engine, config: settings, log }).catch(
    async (error: unknown) => {
      await server.close()
      throw error
    },
  )
  // What a faulty source shows is not what its store holds.
  const facts = options.faults
    ? undefined
    : keepFactsFresh(engine, { onError: error => log.warn(error, 'facts could not be refreshed') })
  const { passwords, public_url } = config ? signInSettings(config) : DEFAULT_SIGN_IN
  const web = publicUrl ?? public_url ?? address.replace(EVERY_ADDRESS, '//localhost:')
  return {
    address,
    api: `${publicUrl ?? address}/export/v1/records`,
    web: `${web}/`,
    firstLink: async () =>
      !passwords || (await isAnybody(engine)) ? undefined : linkAddress(web, await makeLink(engine, '')),
    async close() {
      await syncs.stop()
      await facts?.stop()
      const finished = await drain(server, readiness, { delayMs, patienceMs })
      if (!finished) log.warn(`requests were cut off: they were not answered within ${patienceMs / 1000} s`)
    },
  }
}
