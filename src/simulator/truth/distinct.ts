import type { Cut } from './dimensions.ts'
import { dimensionNames } from './dimensions.ts'

/** Who did something once, and who more than once: a bit for each person, by index. */
class Crowd {
  readonly once: Uint32Array
  readonly again: Uint32Array

  constructor(words: number) {
    this.once = new Uint32Array(words)
    this.again = new Uint32Array(words)
  }

  see(person: number): void {
    const word = person >>> 5
    const bit = 1 << (person & 31)
    if (((this.once[word] as number) & bit) !== 0) this.again[word] = (this.again[word] as number) | bit
    else this.once[word] = (this.once[word] as number) | bit
  }

  addAll(other: Crowd): void {
    for (let word = 0; word < this.once.length; word++) {
      const mine = this.once[word] as number
      const theirs = other.once[word] as number
      this.again[word] = (this.again[word] as number) | (other.again[word] as number) | (mine & theirs)
      this.once[word] = mine | theirs
    }
  }
}

/** Distinct people of a period, in the whole and in each part of each dimension. */
export class DistinctPeople {
  private readonly words: number
  private readonly whole: Crowd
  private readonly parts: (Crowd | undefined)[][] = dimensionNames.map(() => [])

  /** @param people how many there can be; their indices are below it */
  constructor(people: number) {
    this.words = Math.ceil(people / 32)
    this.whole = new Crowd(this.words)
  }

  see(person: number, cut: Cut): void {
    this.whole.see(person)
    for (let slot = 0; slot < cut.length; slot++) {
      const value = cut[slot] as number
      if (value >= 0) this.part(slot, value).see(person)
    }
  }

  /** Adds the people of a shorter period. */
  addAll(other: DistinctPeople): void {
    this.whole.addAll(other.whole)
    for (const [slot, part] of other.parts.entries())
      for (const [value, crowd] of part.entries())
        if (crowd !== undefined) this.part(slot, value).addAll(crowd)
  }

  /** How many did something at least once, or at least twice. */
  count(which: 'once' | 'again'): { readonly all: number; readonly parts: readonly (readonly number[])[] } {
    return {
      all: ones(this.whole[which]),
      parts: this.parts.map(part =>
        Array.from(part, crowd => (crowd === undefined ? 0 : ones(crowd[which]))),
      ),
    }
  }

  /** The indices of those who did something. */
  *people(): Iterable<number> {
    for (const [word, bits] of this.whole.once.entries())
      for (let bit = 0; bit < 32; bit++) if (((bits >>> bit) & 1) === 1) yield word * 32 + bit
  }

  private part(slot: number, value: number): Crowd {
    const part = this.parts[slot] as (Crowd | undefined)[]
    let crowd = part[value]
    if (crowd === undefined) {
      crowd = new Crowd(this.words)
      while (part.length < value) part.push(undefined)
      part[value] = crowd
    }
    return crowd
  }
}

/** How many bits are set. */
function ones(words: Uint32Array): number {
  let count = 0
  for (const word of words) {
    let bits = word - ((word >>> 1) & 0x55555555)
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return count
}
