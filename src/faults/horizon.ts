import { type EntityName, entities } from '../schema/entities.ts'
import type { Engine, Session, Settings } from '../store/engine.ts'

/** From which `last_updated_time` on some collections are shown, in milliseconds since 1970. */
export interface Horizon {
  /** All of them when undefined. */
  readonly entities: readonly EntityName[] | undefined
  readonly from: number
}

/** An engine that sees no record beyond its horizons. What it writes is not bounded by them. */
export function engineUpTo(engine: Engine, horizons: () => readonly Horizon[]): Engine {
  const settings = (): Settings => ({ additional_table_filters: filters(horizons()) })
  const bounded = (session: Session): Session => ({
    run: statement => session.run({ ...statement, settings: { ...statement.settings, ...settings() } }),
    insert: payload => session.insert(payload),
  })
  return {
    ...bounded(engine),
    session: work => engine.session(session => work(bounded(session))),
    close: () => engine.close(),
  }
}

/** ClickHouse's own way to filter tables for one statement. It takes text only, which is made of numbers and our names here. */
function filters(horizons: readonly Horizon[]): string {
  const conditions = entities.flatMap(({ name, table }) => {
    const from = horizons.filter(({ entities: only }) => only === undefined || only.includes(name))
    if (from.length === 0) return []
    const latest = Math.floor(Math.max(...from.map(horizon => horizon.from)))
    return [`'${table}':'last_updated_time >= fromUnixTimestamp64Milli(${latest})'`]
  })
  return `{${conditions.join(',')}}`
}
