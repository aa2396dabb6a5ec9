import type { Config } from '../config/config.ts'
import type { Channel } from '../notify/channel.ts'
import { type Notifications, notifications } from '../notify/settings.ts'
import type { Engine } from '../store/engine.ts'
import { type Condition, EVENTS, reconcile, tell } from '../sync/alarms.ts'
import { conditionsOf, lagOf } from '../sync/conditions.ts'
import type { SyncReport } from '../sync/sync.ts'
import { sourceNames } from './known-sources.ts'

/** Notices what is wrong with sources, and tells the channels of `debrief.yaml`: of changes, and once. */
export class Telling {
  readonly #engine: Engine
  readonly #config: Config
  readonly #notifications: Notifications
  readonly #now: () => number

  /**
   * @param more channels beside those of the file
   * @throws ConfigError when the file is wrong
   */
  constructor(
    engine: Engine,
    config: Config,
    { more = [], now = Date.now }: { readonly more?: readonly Channel[]; readonly now?: () => number } = {},
  ) {
    this.#engine = engine
    this.#config = config
    const read = notifications(config)
    this.#notifications = { ...read, channels: [...read.channels, ...more] }
    this.#now = now
  }

  /** Whether there is anybody to tell. */
  get isHeard(): boolean {
    return this.#notifications.channels.length > 0
  }

  /**
   * Notes what came of a run.
   *
   * @param url the source’s address
   */
  async ofRun(url: string, report: SyncReport): Promise<void> {
    const entities = new Set(['', ...Object.keys(report.entities), ...Object.keys(report.failures)])
    await this.#reconcile(
      url,
      ({ kind, entity }) => EVENTS.includes(kind) || (kind === 'failure' && entities.has(entity)),
      conditionsOf(report),
    )
    await this.ofLag(url)
  }

  /** Notes that a run could not begin. */
  async ofNoRun(url: string, reason: string): Promise<void> {
    const failure = { entity: '', kind: 'failure' as const, subject: '', text: reason }
    await this.#reconcile(url, ({ kind, entity }) => kind === 'failure' && entity === '', [failure])
  }

  /** Notes how far behind a source is. */
  async ofLag(url: string): Promise<void> {
    const found = await lagOf(this.#engine, url, this.#notifications, this.#now())
    if (found) await this.#reconcile(url, ({ kind }) => kind === 'lag' || kind === 'horizon', found)
  }

  /** Tells the channels what they were not told yet. Gives why some of them could not be told. */
  async tell(): Promise<Error[]> {
    if (!this.isHeard) return []
    const nameOf = await sourceNames(this.#engine, this.#config)
    return tell(this.#engine, this.#notifications.channels, nameOf)
  }

  #reconcile(
    url: string,
    looked: (alarm: Condition) => boolean,
    conditions: readonly Condition[],
  ): Promise<void> {
    const channels = this.#notifications.channels.map(({ name }) => name)
    return reconcile(this.#engine, url, looked, conditions, channels, this.#now())
  }
}
