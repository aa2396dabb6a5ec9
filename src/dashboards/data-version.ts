import { DEFINITION, fingerprintOf, RECORD_TABLES, refreshFacts } from '../facts/refresh-facts.ts'
import { type Engine, rows } from '../store/engine.ts'

/** Tables that numbers rest on besides the records, which the facts follow. */
const BESIDE_RECORDS = ['people', 'quarantine']

const asking = new WeakMap<Engine, Promise<string>>()

/**
 * What names the data that numbers rest on now: as long as it is the same, so is every answer. Brings the facts up to date
 * first. Questions that come together share one look.
 */
export function dataVersion(engine: Engine): Promise<string> {
  const found = asking.get(engine) ?? look(engine).finally(() => asking.delete(engine))
  asking.set(engine, found)
  return found
}

async function look(engine: Engine): Promise<string> {
  const known = await knownVersion(engine)
  if (known !== undefined) return known
  await refreshFacts(engine)
  return (await versionNow(engine)).version!
}

/**
 * The {@link dataVersion} where the facts are up to date already; undefined where they are behind the records or were never derived.
 * Costs milliseconds and changes nothing.
 */
export async function knownVersion(engine: Engine): Promise<string | undefined> {
  const { version, current } = await versionNow(engine)
  return version !== null && current ? version : undefined
}

interface Version {
  /** Null as long as there are no facts. */
  readonly version: string | null
  /** Whether the facts rest on the records as they are, and were derived as this release derives them. */
  readonly current: boolean
}

async function versionNow(engine: Engine): Promise<Version> {
  const [row] = await rows<Version>(engine, {
    sql: `WITH (SELECT tuple(toString(mark), toString(parts), toString(definition)) FROM facts_progress FINAL WHERE name = 'facts') AS facts
      SELECT if(empty(facts.2), NULL, concat(facts.1, '-', facts.2, '-', facts.3, '-', ${fingerprintOf('beside')})) AS version,
        toBool(facts.2 = ${fingerprintOf('records')} AND facts.3 = {definition:String}) AS current`,
    params: { beside: BESIDE_RECORDS, records: RECORD_TABLES, definition: DEFINITION },
  })
  return row!
}
