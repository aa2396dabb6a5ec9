import type { FastifyInstance } from 'fastify'
import { signInSettings } from '../access/settings.ts'
import { compressBody } from '../api/compression.ts'
import { Config } from '../config/config.ts'
import { metrics } from '../metrics/library.ts'
import type { Engine } from '../store/engine.ts'
import { addAnnotationRoutes } from './annotations/annotation-routes.ts'
import { Answers } from './answers.ts'
import { askedAhead } from './asked-ahead.ts'
import type { Dashboards } from './context.ts'
import { dataVersion } from './data-version.ts'
import { addDimensionRoutes } from './dimension-routes.ts'
import { DashboardFiles } from './files/dashboard-files.ts'
import { addDashboardRoutes } from './files/dashboard-routes.ts'
import { addFindingRoutes } from './findings/finding-routes.ts'
import { addHealth } from './health/health-api.ts'
import { addJourney } from './journey/journey-api.ts'
import { addMetricRoutes } from './metric-routes.ts'
import { addPages } from './pages.ts'
import { addReplay } from './replay/replay-api.ts'
import { dashboardSettings } from './settings.ts'
import { Shared } from './shared.ts'
import type { DoorOptions } from './sign-in/door.ts'
import { addSignIn } from './sign-in/sign-in.ts'
import { storeSummary } from './store-summary.ts'
import { keepWarm, type WarmUp, type WarmUpOptions } from './warm/keep-warm.ts'

/** Everything the page needs comes from here, and nothing in it is inline. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export interface DashboardOptions {
  readonly engine: Engine
  readonly database: string
  /** What `debrief.yaml` says; nothing when absent. */
  readonly config?: Config
  /** Where people reach the server, which decides who has to sign in; on this machine alone when absent. */
  readonly signIn?: Omit<DoorOptions, 'engine' | 'settings'>
  /** How the overview is answered before somebody opens it, unless `debrief.yaml` says no; it is not when absent. */
  readonly warmUp?: WarmUpOptions | undefined
}

/**
 * Adds the dashboards and what they ask for, behind their sign-in.
 *
 * @throws ConfigError when `debrief.yaml` is wrong, MetricError when a metric of the company’s own is
 */
export function addDashboards(
  server: FastifyInstance,
  { engine, database, config = Config.parse('debrief.yaml', ''), signIn, warmUp }: DashboardOptions,
): void {
  const settings = dashboardSettings(config)
  const waysIn = signInSettings(config)
  const dashboards: Dashboards = {
    engine,
    database,
    settings,
    library: metrics(settings.metrics),
    answers: new Answers(() => dataVersion(engine)),
    shared: new Shared(),
  }
  const files = new DashboardFiles(dashboards.library, settings.dashboards)
  server.register(async api => {
    api.addHook('onRequest', async (_request, reply) => {
      reply.header('X-Content-Type-Options', 'nosniff')
      // Addresses have the ids of conversations in them.
      reply.header('Referrer-Policy', 'same-origin')
      reply.header('Content-Security-Policy', CONTENT_SECURITY_POLICY)
    })
    api.addHook('onSend', compressBody)
    const door = await addSignIn(api, { ...signIn, engine, settings: waysIn })

    if (warmUp && settings.warm_up) {
      let warm: WarmUp | undefined
      api.addHook('onListen', () => {
        warm = keepWarm(dashboards, files, warmUp)
      })
      // While the last requests are answered, nothing more is begun.
      api.addHook('preClose', done => {
        void warm?.stop()
        done()
      })
      api.addHook('onClose', () => warm?.stop())
    }
    api.get('/api/store', async () => ({
      ...(await storeSummary(engine, database)),
      time_zone: settings.time_zone,
    }))
    addMetricRoutes(api, dashboards)
    addDimensionRoutes(api, dashboards)
    addDashboardRoutes(api, files)
    addFindingRoutes(api, dashboards, files)
    addAnnotationRoutes(api, dashboards)
    addJourney(api, dashboards)
    addReplay(api, dashboards)
    addHealth(api, dashboards)
    await addPages(api, askedAhead(dashboards, files, door))
  })
}
