import { columnOf } from './dimensions.ts'

/**
 * Several texts are slow to group by: the engine writes them behind each other for every row, which takes three times as long as all
 * the rest of a count. So parts are told by a number of 64 bits that is made of their values' hashes (of names that come
 * again and again each is hashed once), and any row of a part says what its values are.
 */

/** What is counted, and how it is cut. */
export interface Counted {
  /** `FROM … WHERE …` */
  readonly rows: string
  readonly by: readonly string[]
  /** The column `period`, if there is one. */
  readonly period: readonly string[]
  /** What is counted, each with its name. */
  readonly measures: readonly string[]
  readonly order: readonly string[]
}

/** The number of what is left when only some parts are kept. A part without any value has 0, and hashes are neither. */
export const OTHERS = 1

/** SQL of the number that stands for the values that some columns have together. */
export function partNumber(columns: readonly string[]): string {
  return weighted(columns.map(column => `ifNull(xxh3(${column}), 0)::UInt64`)).join(' + ')
}

/** SQL of a number that stands for the names of a part's values, of which `none` is no value. */
export function namesNumber(columns: readonly string[]): string {
  return weighted(columns.map(column => `xxh3(ifNull(toString(${column}), 'none'))::UInt64`)).join(' + ')
}

/**
 * SQL of a set of what {@link namesNumber} gives for parts that are named by texts, their values joined by `between`. Set, because the
 * engine looks through an array it has to compute for every row.
 */
export function namesNumbers(texts: string, columns: readonly string[], between: string): string {
  const weights = columns.map((_, i) => weightOf(i)).join(', ')
  return `(SELECT arrayJoin(arrayMap(text -> arraySum((name, weight) -> xxh3(name) * weight, splitByChar('${between}', text), [${weights}]), ${texts})))`
}

/** Odd, so that no bit of a hash is lost. */
const weightOf = (i: number): number => 2 * i + 1

const weighted = (hashes: readonly string[]): string[] =>
  hashes.map((hash, i) => (i === 0 ? hash : `${weightOf(i)} * ${hash}`))

/** The values of a part under names that nothing else has: in the engine an alias hides the column it is made of. */
export const valueOfPart = (i: number): string => `part_${i}`

/** What takes the values of a part from any of its rows. */
export const valuesOfPart = (by: readonly string[]): string[] =>
  by.map((name, i) => `any(${columnOf(name)}) AS ${valueOfPart(i)}`)

/** What gives the values of a part their own names again. */
export const renamed = (by: readonly string[]): string[] =>
  by.map((name, i) => `${valueOfPart(i)} AS ${columnOf(name)}`)

/** The name of what is counted: the last word of `count() AS value`. */
export const nameOf = (measure: string): string => measure.slice(measure.lastIndexOf(' ') + 1)
