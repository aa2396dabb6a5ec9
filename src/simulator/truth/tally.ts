import { DAY } from '../instants.ts'
import type { Cut, DimensionValues } from './dimensions.ts'
import { dimensionNames } from './dimensions.ts'
import { measureNames } from './measures.ts'

/** Of one measure on one day: the sum, and for each dimension the sums of its parts. */
interface Sums {
  all: number
  readonly parts: number[][]
}

/** A number and its parts, as the truth writes them: `all`, and under each dimension its values. */
export type Parts = { readonly all: number } & { readonly [dimension: string]: unknown }

/** Sums by day, measure and dimension. Holds the days that are not taken out yet, a handful at any time. */
export class Tally {
  private readonly days = new Map<number, (Sums | undefined)[]>()
  private readonly values: DimensionValues
  private latestDay = Number.NaN
  private latest: (Sums | undefined)[] = []

  constructor(values: DimensionValues) {
    this.values = values
  }

  /** Adds to a measure on the day of `at`, in the whole and in every part of `cut`. */
  add(measure: number, at: number, cut: Cut, amount = 1): void {
    const day = Math.floor(at / DAY)
    if (day !== this.latestDay) this.turnTo(day)
    let sums = this.latest[measure]
    if (sums === undefined) {
      sums = { all: 0, parts: dimensionNames.map(() => []) }
      this.latest[measure] = sums
    }
    sums.all += amount
    const { parts } = sums
    for (let slot = 0; slot < cut.length; slot++) {
      const value = cut[slot] as number
      if (value < 0) continue
      const part = parts[slot] as number[]
      while (part.length <= value) part.push(0)
      part[value] = (part[value] as number) + amount
    }
  }

  /** Takes out a day: its measures by name. What is zero is left out. */
  take(day: number): { [measure: string]: Parts } {
    const sums = this.days.get(day) ?? []
    this.days.delete(day)
    this.latestDay = Number.NaN
    const taken: { [measure: string]: Parts } = {}
    for (const [number, name] of measureNames.entries()) {
      const one = sums[number]
      if (one !== undefined) taken[name] = { all: one.all, ...this.named(one.parts) }
    }
    return taken
  }

  /** Parts by dimension and value. */
  named(parts: readonly (readonly number[])[]): { [dimension: string]: { [value: string]: number } } {
    const named: { [dimension: string]: { [value: string]: number } } = {}
    for (const [slot, part] of parts.entries()) {
      let values: { [value: string]: number } | undefined
      for (let number = 0; number < part.length; number++) {
        const amount = part[number]
        if (!amount) continue
        values ??= {}
        values[this.values.textOf(slot, number)] = amount
      }
      if (values !== undefined) named[dimensionNames[slot] as string] = values
    }
    return named
  }

  private turnTo(day: number): void {
    let sums = this.days.get(day)
    if (sums === undefined) {
      sums = []
      this.days.set(day, sums)
    }
    this.latestDay = day
    this.latest = sums
  }
}
