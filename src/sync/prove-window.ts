import { randomUUID } from 'node:crypto'
import { halvesOf } from './range.ts'
import { readToEnd, type WindowReader } from './read-window.ts'
import { LinkError } from './sync-error.ts'
import { type KeptTally, NO_IDS, Tally } from './tally.ts'
import { walk } from './walk.ts'
import { newWindow, saveWindows, type Window } from './windows.ts'

/** How often a window is read before it is cut in two, or given up for this run. */
const MOST_READINGS = 3

export interface ProofOptions {
  /** The oldest `last_updated_time` the source shows: what is older falls behind its horizon while it is read. */
  readonly oldest: number
}

/** What became of a window, and the windows that were put in its place. */
export interface Outcome {
  readonly window: Window
  readonly instead: readonly Window[]
  /** Records that the source counted before it was read, and neither gave nor counted afterwards. */
  readonly vanished: number
}

/**
 * Reads a window until it is proven that nothing of it is missing, and says so only then: the source counts as many records
 * as different ids were read, before the reading and after it. Where the source cannot count, or its counts contradict each
 * other (one of a range with another, or a whole with its halves), readings by different ways must give the same ids.
 *
 * A window that stays unequal is cut in two, down to a second or a record, which is reported.
 *
 * @throws SyncError when the source refuses or keeps failing; the window is kept as `failed`, and gone on with next time
 */
export async function proveWindow(
  reader: WindowReader,
  begun: Window,
  options: ProofOptions,
): Promise<Outcome> {
  const { engine, client } = reader
  const clock = client.clock
  const since = clock.now()
  let window: Window = { ...begun, state: 'running', meter: { ...begun.meter } }
  const save = async (more: Partial<Window>, others: readonly Window[] = []): Promise<Window> => {
    window = { ...window, ...more, durationMs: begun.durationMs + clock.now() - since }
    await saveWindows(engine, [window, ...others], clock.now())
    return window
  }
  const count = async (): Promise<number | undefined> => {
    const counted = await client.count(window.entity, window, window.meter)
    if (counted !== undefined) window = { ...window, counted }
    return counted
  }
  try {
    const counts: (number | undefined)[] = []
    let earlier: KeptTally | undefined
    let agreed = false
    for (let reading = 1; reading <= MOST_READINGS; reading++) {
      const before = await count()
      const read = await readAgain(reader, window, reading, kept => {
        window = kept
      })
      window = { ...read.window, counted: window.counted }
      const after = await count()
      counts.push(before, after)
      const ids = window.tally.ids
      if (isEqual({ before, after, ids, refused: read.refused, edge: window.since < options.oldest }))
        return {
          window: await save({ state: 'complete', proof: 'count', reason: '' }),
          instead: [],
          vanished: Math.max(0, (before ?? 0) - ids - read.refused),
        }
      const mayList = reading === 1 && read.refused === 0 && !isTrustworthy(counts, ids)
      const other = earlier ?? (mayList ? await listIds(reader, window) : undefined)
      if (other && sameIds(other, window.tally) && !isTrustworthy(counts, ids)) {
        const told = counts.filter(number => number !== undefined)
        const reason = told.length > 0 ? `two readings gave ${ids} ids; the source counted ${list(told)}` : ''
        return {
          window: await save({ state: 'complete', proof: 'readings', reason }),
          instead: [],
          vanished: 0,
        }
      }
      agreed = other !== undefined && sameIds(other, window.tally)
      earlier = window.tally
    }
    const { ids } = window.tally
    const halves = halvesOf(window, options.oldest)
    if (agreed && halves) {
      const counted = window.counted
      const parts = await Promise.all(halves.map(half => client.count(window.entity, half, window.meter)))
      const sum = parts.reduce<number>((total, part) => total + (part ?? Number.NaN), 0)
      if (!Number.isNaN(sum) && sum !== counted && (await count()) === counted) {
        const reason = `${MOST_READINGS} readings gave ${ids} ids; the source counted ${counted}, and ${parts.join(' and ')} in its halves`
        return {
          window: await save({ state: 'complete', proof: 'readings', reason }),
          instead: [],
          vanished: 0,
        }
      }
    }
    const reason = `${window.counted ?? 'an unknown number of'} records are counted by the source, and ${ids} were read in each of ${MOST_READINGS} readings`
    const instead = (Math.max(window.counted ?? 0, ids) > 1 && halves ? halves : []).map(half =>
      newWindow({
        source: window.source,
        entity: window.entity,
        run: window.run,
        ...half,
        id: randomUUID(),
        counted: null,
        started: new Date(clock.now()).toISOString(),
      }),
    )
    // It is read from its beginning again: what was read is stored, but something is missing or too much.
    const again = { lastId: '', tally: NO_IDS, reason }
    return {
      window: await save({ ...again, state: instead.length > 0 ? 'replaced' : 'failed' }, instead),
      instead,
      vanished: 0,
    }
  } catch (error) {
    await save({ state: 'failed', reason: error instanceof Error ? error.message : String(error) })
    throw error
  }
}

/** The first reading goes by links, the second by keys, the last one by links without trust in the order. */
async function readAgain(
  reader: WindowReader,
  window: Window,
  reading: number,
  kept: (window: Window) => void,
): ReturnType<typeof readToEnd> {
  const fresh = (): Window => ({ ...window, lastId: '', tally: NO_IDS })
  const by = reading === 2 ? 'keys' : 'links'
  if (reading > 1) return readToEnd(reader, fresh(), by, reading === MOST_READINGS, kept)
  try {
    return await readToEnd(reader, window, by, false, kept)
  } catch (error) {
    // A source that cannot be asked for ids behind another is read from the beginning.
    if (!(error instanceof LinkError) || error.status !== 400 || window.lastId === '') throw error
    return readToEnd(reader, fresh(), by, false, kept)
  }
}

/** The ids of a window once more, by another way than the first reading, without their records. */
async function listIds({ client }: WindowReader, window: Window): Promise<KeptTally> {
  const tally = new Tally()
  const pages = walk({
    client,
    entity: window.entity,
    range: window,
    by: 'keys',
    select: 'id',
    meter: window.meter,
  })
  for await (const { ids } of pages) for (const id of ids) if (id !== null) tally.add(id)
  return tally.kept
}

interface Comparison {
  readonly before: number | undefined
  readonly after: number | undefined
  readonly ids: number
  /** Records that cannot be stored: a source may count them or not. */
  readonly refused: number
  /** Whether the window reaches behind the source's horizon, which moves: what it swallows meanwhile is counted no more. */
  readonly edge: boolean
}

function isEqual({ before, after, ids, refused, edge }: Comparison): boolean {
  if (before === undefined || after === undefined) return false
  const fits = (count: number): boolean => count === ids || count === ids + refused
  if (fits(before) && fits(after)) return true
  return edge && before >= ids && after <= ids + refused
}

const sameIds = (a: KeptTally, b: KeptTally): boolean => a.ids === b.ids && a.digest === b.digest

/** Whether the source's counts agree with each other, and say that something is missing. */
function isTrustworthy(counts: readonly (number | undefined)[], ids: number): boolean {
  const [first] = counts
  return first !== undefined && first > ids && counts.every(count => count === first)
}

const list = (numbers: readonly number[]): string => [...new Set(numbers)].join(', ')
