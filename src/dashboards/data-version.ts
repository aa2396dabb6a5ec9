import { fingerprint, progressOf, refreshFacts } from '../facts/refresh-facts.ts'
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
  await refreshFacts(engine)
  return versionNow(engine)
}

/**
 * The {@link dataVersion} where the facts are up to date already; undefined where they are behind the records or were never derived.
 * Costs milliseconds and changes nothing.
 */
export async function knownVersion(engine: Engine): Promise<string | undefined> {
  const facts = await progressOf(engine)
  if (facts === undefined || facts.parts !== (await fingerprint(engine))) return undefined
  return versionNow(engine)
}

async function versionNow(engine: Engine): Promise<string> {
  const [row] = await rows<{ version: string }>(engine, {
    sql: `SELECT concat(
        (SELECT concat(toString(mark), '-', toString(parts), '-', toString(definition)) FROM facts_progress FINAL WHERE name = 'facts'), '-',
        (SELECT toString(groupBitXor(sipHash64(table, name))) FROM system.parts
         WHERE active AND database = currentDatabase() AND has({tables:Array(String)}, table))) AS version`,
    params: { tables: BESIDE_RECORDS },
  })
  return row!.version
}
