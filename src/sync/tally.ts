/**
 * Counts how many different ids were read, with a digest of them that does not depend on their order: two readings of the same
 * records have the same digest.
 *
 * As long as ids come in their order, the last one is all it remembers, so it can be kept and gone on with by a later run. A
 * tally for a source that does not keep to the order remembers every id.
 */
export class Tally {
  #ids: number
  #low: number
  #high: number
  #highest: string
  readonly #seen: Set<string> | undefined

  constructor(kept: KeptTally = NO_IDS, remembering = false) {
    this.#ids = kept.ids
    this.#high = Number.parseInt(kept.digest.slice(0, 8), 16) || 0
    this.#low = Number.parseInt(kept.digest.slice(8), 16) || 0
    this.#highest = kept.highest
    this.#seen = remembering ? new Set() : undefined
  }

  add(id: string): void {
    if (this.#seen) {
      if (this.#seen.has(id)) return
      this.#seen.add(id)
    } else if (id <= this.#highest && this.#ids > 0) return
    if (id > this.#highest) this.#highest = id
    this.#ids++
    // Two 32-bit FNV-1a hashes with different beginnings.
    let a = 0x811c9dc5
    let b = 0x9e3779b9
    for (let i = 0; i < id.length; i++) {
      const code = id.charCodeAt(i)
      a = Math.imul(a ^ code, 0x01000193)
      b = Math.imul(b ^ code, 0x01000193) + 0x7ed55d16
    }
    this.#high = (this.#high + (a >>> 0)) >>> 0
    this.#low = (this.#low + (b >>> 0)) >>> 0
  }

  get kept(): KeptTally {
    return { ids: this.#ids, digest: hex(this.#high) + hex(this.#low), highest: this.#highest }
  }
}

export interface KeptTally {
  readonly ids: number
  /** 64 bits, hexadecimal. */
  readonly digest: string
  readonly highest: string
}

const hex = (number: number): string => number.toString(16).padStart(8, '0')

export const NO_IDS: KeptTally = { ids: 0, digest: '0'.repeat(16), highest: '' }
