import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { refreshFacts } from '../facts/refresh-facts.ts'
import type { Engine } from '../store/engine.ts'
import { endAlarms } from '../sync/alarms.ts'
import type { Clock } from '../sync/clock.ts'
import { knownSources } from '../sync/configured-sources.ts'
import { removedSources } from '../sync/removed-sources.ts'
import type { RunCause } from '../sync/runs.ts'
import { lastRunOf, Scheduler } from '../sync/scheduler.ts'
import { type Schedule, schedulesOf } from '../sync/schedules.ts'
import { SourceClient } from '../sync/source-client.ts'
import { resolveCredential } from '../sync/sources.ts'
import { sync } from '../sync/sync.ts'
import { BusyError } from '../sync/sync-error.ts'
import { sourceNamed } from './known-sources.ts'
import { errorText } from './output.ts'
import { Telling } from './telling.ts'

/** How often it is looked whether a source that nobody reads is too far behind. */
const WATCH_MS = 300_000

export interface ScheduledSyncsOptions {
  readonly engine: Engine
  readonly config: Config
  readonly log: Logger
  readonly clock?: Clock
}

/** The syncs that a server does by itself, by the schedules of `debrief.yaml`; what they did is in the log and in the ledger. */
export class ScheduledSyncs {
  readonly #options: ScheduledSyncsOptions
  readonly #scheduler: Scheduler
  readonly #telling: Telling
  readonly #stop = new AbortController()
  #watch: NodeJS.Timeout | undefined

  private constructor(options: ScheduledSyncsOptions, schedules: readonly Schedule[]) {
    const { engine, config, log, clock } = options
    this.#options = options
    this.#telling = new Telling(engine, config, clock ? { now: () => clock.now() } : {})
    this.#scheduler = new Scheduler({
      schedules,
      lastRun: async schedule => {
        const { url } = await sourceNamed(engine, config, schedule.source)
        return lastRunOf(engine, url, schedule)
      },
      run: (schedule, cause) => this.#run(schedule, cause),
      onError: (error, { source }) => log.error({ source, err: error }, 'a scheduled sync failed'),
      ...(clock ? { clock } : {}),
    })
  }

  /**
   * Begins what is due, and waits for what is not.
   *
   * @throws ConfigError when `debrief.yaml` is wrong; UsageError when a schedule names a source that there is not
   */
  static async start(options: ScheduledSyncsOptions): Promise<ScheduledSyncs> {
    const schedules = schedulesOf(options.config)
    for (const { source } of schedules) await sourceNamed(options.engine, options.config, source)
    const syncs = new ScheduledSyncs(options, schedules)
    syncs.#scheduler.start()
    if (syncs.#telling.isHeard) syncs.#watch = setInterval(() => void syncs.watch(), WATCH_MS).unref()
    return syncs
  }

  /** Ends what runs where it is; the next start goes on with it. */
  async stop(): Promise<void> {
    clearInterval(this.#watch)
    this.#stop.abort()
    await this.#scheduler.stop()
  }

  /** Notices sources that are too far behind, whoever should have read them. */
  async watch(): Promise<void> {
    const { engine, config, log } = this.#options
    try {
      const known = (await knownSources(engine, config)).map(({ url }) => url)
      for (const url of known) await this.#telling.ofLag(url)
      // A run that was under way when its source was removed may have noted something since.
      for (const url of await removedSources(engine)) if (!known.includes(url)) await endAlarms(engine, url)
      await this.#tell()
    } catch (error) {
      log.error({ err: error }, 'it could not be looked whether sources are behind')
    }
  }

  async #run(schedule: Schedule, cause: RunCause): Promise<void> {
    const { engine, config, log, clock } = this.#options
    const { url, credential, settings } = await sourceNamed(engine, config, schedule.source)
    const told = log.child({ source: schedule.source, cause })
    told.info('a sync begins')
    const began = performance.now()
    try {
      const client = new SourceClient({
        url,
        credential: resolveCredential(credential),
        ...settings,
        signal: this.#stop.signal,
        onRetry: (reason, waitMs) =>
          told.info({ reason, wait_ms: Math.round(waitMs) }, 'a request is tried again'),
        ...(clock ? { clock } : {}),
      })
      try {
        const { entities } = schedule
        const report = await sync({ engine, client, ...settings, entities, cause })
        const { state, entities: records, failures, losses, changes } = report
        const duration_ms = Math.round(performance.now() - began)
        const level = state === 'complete' ? 'info' : 'warn'
        told[level]({ state, duration_ms, records, failures, losses, changes }, `a sync ended ${state}`)
        await this.#telling.ofRun(url, report)
      } finally {
        await client.close()
      }
      await refreshFacts(engine)
    } catch (error) {
      if (this.#stop.signal.aborted) {
        told.info('a sync was stopped; the next start goes on with it')
        return
      }
      if (error instanceof BusyError) told.warn(error.message)
      else {
        told.error({ err: error }, 'a sync failed')
        await this.#telling.ofNoRun(url, errorText(error))
      }
    }
    await this.#tell()
  }

  async #tell(): Promise<void> {
    for (const error of await this.#telling.tell())
      this.#options.log.error({ err: error }, 'somebody could not be told; it is tried again')
  }
}
