import { randomUUID } from 'node:crypto'
import type { Meter } from './meter.ts'
import { DAY, daysOf, gapsIn, halvesOf, type Range } from './range.ts'
import type { SourceClient } from './source-client.ts'
import { newWindow, type Window } from './windows.ts'

/** Windows are cut until they have no more records than this: what is proven, and read again when unequal, as a whole. */
export const WINDOW_RECORDS = 1_000_000
/** So little beyond what is open already is left to the next run. */
const SHORT_MS = 60_000
/** What the source's oldest records are followed by within this time may fall behind its horizon soon. */
const URGENT_MS = 3 * DAY

export interface PlanOptions {
  readonly run: string
  /** Read everything again, whatever was read before. */
  readonly full: boolean
  /** Read this range, whatever was read before. */
  readonly range?: Partial<Range> | undefined
  /** How far before the end of what is covered reading begins: what the source stamped early and showed late. */
  readonly lookBackMs: number
  /** How far behind the source's clock reading ends: what is being written right now is left to the next run. */
  readonly settleMs: number
  readonly windowRecords: number
}

/** What the source said of a collection when the run began. */
export interface Edge {
  readonly now: number
  readonly oldest: number | undefined
}

export interface Plan {
  /** To be read: new ones, and those that earlier runs did not complete. The most urgent first. */
  readonly windows: readonly Window[]
  /** Earlier windows that these make superfluous. */
  readonly replaced: readonly Window[]
}

/**
 * Which windows of an entity are to be read. What no complete window covers is a gap, however it came about; so a missed week
 * is caught up without being told. The upper bound is the source's clock, less a margin, and does not move while reading.
 */
export async function planWindows(
  client: SourceClient,
  entity: string,
  known: readonly Window[],
  edge: Edge,
  options: PlanOptions,
  meter: Meter,
): Promise<Plan> {
  const open = known.filter(window => window.state !== 'complete')
  const restart = options.full || options.range !== undefined
  const replaced = restart ? open : []
  const ranges = restart
    ? [wholeRange(edge, options)]
    : rangesToRead(known, wholeRange(edge, options), options.lookBackMs)
  const oldest = edge.oldest ?? edge.now
  const pieces = (
    await Promise.all(
      ranges
        .filter(range => range.until > range.since)
        .map(async range => {
          const countOf = (part: Range) => client.count(entity, part, meter)
          return divide(range, await countOf(range), countOf, oldest, options.windowRecords)
        }),
    )
  ).flat()
  const started = new Date(client.clock.now()).toISOString()
  const fresh = pieces.map(({ counted, ...range }) =>
    newWindow({
      ...range,
      source: client.name,
      entity,
      id: randomUUID(),
      run: options.run,
      counted: counted ?? null,
      started,
    }),
  )
  const windows = [...(restart ? [] : open), ...fresh]
  return { windows: byUrgency(windows, oldest), replaced }
}

function wholeRange({ now }: Edge, { range, settleMs }: PlanOptions): Range {
  const settled = now - settleMs
  return {
    since: range?.since ?? Number.NEGATIVE_INFINITY,
    until: Math.min(range?.until ?? settled, settled),
  }
}

function rangesToRead(known: readonly Window[], whole: Range, lookBackMs: number): Range[] {
  if (known.length === 0) return [whole]
  const end = Math.min(Math.max(...known.map(window => window.until)), whole.until)
  const last = { since: end - lookBackMs, until: whole.until }
  const open = known.filter(window => window.state !== 'complete')
  const isWorthwhile = ({ since, until }: Range): boolean => open.length === 0 || until - since > SHORT_MS
  return [...gapsIn(whole, [...known, last]), ...gapsIn(last, open).filter(isWorthwhile)]
}

/** First what the horizon is about to swallow, the oldest first; then the newest first. */
export function byUrgency(windows: readonly Window[], oldest: number): Window[] {
  const isUrgent = (window: Window): boolean => window.since < oldest + URGENT_MS
  const urgent = windows.filter(isUrgent).sort((a, b) => a.until - b.until)
  const others = windows.filter(window => !isUrgent(window)).sort((a, b) => b.until - a.until)
  return [...urgent, ...others]
}

interface Piece extends Range {
  readonly counted: number | undefined
}

/** Cuts a range until each piece has few enough records; into days where the source cannot count. */
async function divide(
  range: Range,
  counted: number | undefined,
  countOf: (range: Range) => Promise<number | undefined>,
  oldest: number,
  most: number,
): Promise<Piece[]> {
  if (counted === undefined) return daysOf(range, oldest).map(day => ({ ...day, counted: undefined }))
  const halves = counted > most ? halvesOf(range, oldest) : undefined
  if (!halves) return [{ ...range, counted }]
  const [left, right] = halves
  const inLeft = await countOf(left)
  const inRight = inLeft === undefined ? undefined : Math.max(0, counted - inLeft)
  return [
    ...(await divide(left, inLeft, countOf, oldest, most)),
    ...(await divide(right, inRight, countOf, oldest, most)),
  ]
}
