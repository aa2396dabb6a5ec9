import type { MetricRow } from '../api/types.ts'
import type { Format } from '../format/format.ts'
import { texts } from '../texts.ts'
import type { Bucket } from '../time/buckets.ts'
import type { Grain } from '../time/days.ts'
import { panelTexts } from './texts.ts'

/** A bucket with the row that belongs to it, or without one: the server leaves out periods with no data. */
export interface Place {
  bucket: Bucket
  row: MetricRow | undefined
}

export function placesOf(buckets: readonly Bucket[], rows: readonly MetricRow[]): Place[] {
  const byPeriod = new Map(rows.map(row => [row.period, row]))
  return buckets.map(bucket => ({ bucket, row: byPeriod.get(bucket.period) }))
}

/** The places that hold a whole period, or all of them when none does: only those compare. */
export function wholePlaces<T extends { bucket: Bucket }>(places: T[]): T[] {
  const whole = places.filter(place => place.bucket.partial === null)
  return whole.length === 0 ? places : whole
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/** Why a bucket is drawn as unfinished. */
export function noteOf(bucket: Bucket, grain: Grain): string | null {
  if (bucket.partial === 'arriving') return panelTexts.stillArriving
  return bucket.partial === 'cut' ? panelTexts.partOf(texts.grain.noun[grain]) : null
}

export function footnotesOf(buckets: Bucket[], grain: Grain, format: Format): string[] {
  const arriving = buckets.filter(bucket => bucket.partial === 'arriving')
  const notes: string[] = []
  const [first, last] = [arriving[0], arriving.at(-1)]
  if (first !== undefined && last !== undefined) {
    const when = first === last ? format.period(first, grain) : format.span({ from: first.from, to: last.to })
    notes.push(panelTexts.footArriving(when))
  }
  for (const bucket of buckets.filter(one => one.partial === 'cut'))
    notes.push(panelTexts.footCut(format.span(bucket), texts.grain.noun[grain]))
  return notes.length === 0 ? [] : [panelTexts.dashed(notes.join('; '))]
}

/** The middle and the ends of a series in one sentence. */
export function rangeSentence(
  points: { bucket: Bucket; value: number }[],
  grain: Grain,
  write: (value: number) => string,
  format: Format,
): string {
  const [first] = points
  if (first === undefined) return panelTexts.empty
  if (points.length === 1) return panelTexts.single(write(first.value), format.period(first.bucket, grain))
  const low = points.reduce((a, b) => (b.value < a.value ? b : a))
  const high = points.reduce((a, b) => (b.value > a.value ? b : a))
  const per = texts.grain.per[grain]
  if (low.value === high.value) return panelTexts.flat(write(low.value), per)
  const name = (bucket: Bucket) =>
    grain === 'day' || grain === 'week' ? format.shortDay(bucket.from) : format.period(bucket, grain)
  return panelTexts.range(
    write(median(points.map(point => point.value))),
    per,
    write(low.value),
    name(low.bucket),
    write(high.value),
    name(high.bucket),
  )
}
