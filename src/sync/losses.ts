import { type Engine, rows } from '../store/engine.ts'
import { gapsIn, type Range } from './range.ts'

/** A stretch of `last_updated_time` that fell behind the source's horizon before all of it was read. */
export interface Loss {
  readonly since: string
  readonly until: string
}

/** What the source said of a collection's history: its clock, and the oldest `last_updated_time` it shows. */
interface Shown {
  readonly now: number
  readonly oldest: number | undefined
}

/**
 * What a source showed in earlier runs, shows no more, and no complete window covers: all of it, or some, can never be read.
 *
 * A source that shows records of some age shows all that are younger: what is younger than the oldest it ever showed was not
 * swallowed, but never there. Of a collection that did not answer in a run, what the others showed then is taken: the horizon is
 * the source's.
 *
 * @param complete the windows that are read and proven
 * @param shown what the source says now
 */
export async function lostBehindHorizon(
  engine: Engine,
  source: string,
  entity: string,
  complete: readonly Range[],
  shown: Shown,
): Promise<Range | undefined> {
  const [earlier] = await rows<{ runs: number; first: number; reach: number }>(engine, {
    sql: `WITH JSONExtract(report, 'Map(String, Tuple(now Nullable(String), oldest Nullable(String)))') AS parts,
            text -> toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(text, 3, 'UTC')) AS ms,
            arrayFilter(part -> isNotNull(part.oldest), mapValues(parts)) AS others,
            arrayMap(part -> ifNull(ms(part.oldest), 0), others) AS oldest
          SELECT count() AS runs, min(earliest) AS first, max(depth) AS reach
          FROM (
            SELECT ifNull(ms(parts[{entity:String}].oldest), arrayMin(oldest)) AS earliest,
              arrayMax(arrayMap((part, begin) -> ifNull(ms(part.now), 0) - begin, others, oldest)) AS depth
            FROM sync_runs FINAL
            WHERE source = {source:String} AND mapContains(parts, {entity:String}) AND notEmpty(others)
          )`,
    params: { source, entity },
  })
  if (!earlier?.runs) return undefined
  const until = Math.min(shown.oldest ?? Number.POSITIVE_INFINITY, shown.now - earlier.reach)
  const gaps = gapsIn({ since: earlier.first, until }, complete)
  return gaps.length === 0 ? undefined : { since: gaps[0]!.since, until: gaps.at(-1)!.until }
}

/** Stretches that overlap or touch are one. */
export function joinLosses(losses: readonly Loss[]): Loss[] {
  const joined: Loss[] = []
  for (const loss of [...losses].sort((a, b) => a.since.localeCompare(b.since))) {
    const last = joined.at(-1)
    if (!last || loss.since > last.until) joined.push(loss)
    else if (loss.until > last.until) joined[joined.length - 1] = { since: last.since, until: loss.until }
  }
  return joined
}

/** Of a loss, for people. */
export function describeLoss({ since, until }: Loss): string {
  return `what the source had from ${since} to ${until} fell behind its horizon before all of it was read`
}
