const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * A small random generator (sfc32) that gives the same sequence on every machine.
 *
 * Streams are keyed, not shared: whoever needs chance makes one of `Random.of(seed, what, which)`, so what happens in one
 * conversation never shifts what happens in another, and any day can be generated without the days before it.
 */
export class Random {
  private a: number
  private b: number
  private c: number
  private counter: number

  private constructor(a: number, b: number, c: number) {
    this.a = a
    this.b = b
    this.c = c
    this.counter = 1
    for (let i = 0; i < 12; i++) this.next()
  }

  /** The stream that belongs to `keys`: equal keys, equal stream. */
  static of(...keys: readonly number[]): Random {
    let x = 0x9e3779b9
    let y = 0x85ebca6b
    let z = 0xc2b2ae35
    for (const key of keys) {
      x = mix(x ^ (key | 0))
      y = mix(y + x + Math.floor(key / 0x1_0000_0000))
      z = mix(z ^ (y + 0x27d4eb2f))
    }
    return new Random(x, y, z)
  }

  /** An unsigned 32-bit integer. */
  next(): number {
    const sum = (this.a + this.b + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum
    return sum >>> 0
  }

  /** An integer of 0 … `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * limit)
  }

  /** An integer of `from` … `to`, both included. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1)
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability * 0x1_0000_0000
  }

  /** How often something happens whose expected count is `mean`: at most eight times, on average `mean`. */
  count(mean: number): number {
    if (mean <= 0) return 0
    let happened = 0
    for (let trial = 0; trial < 8; trial++) if (this.chance(mean / 8)) happened++
    return happened
  }

  /** One of `choices`, each as likely. */
  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)]
    if (choice === undefined) throw new RangeError('there is nothing to pick from')
    return choice
  }

  /** An index of `weights`, each as likely as its weight. */
  weighted(weights: readonly number[]): number {
    let total = 0
    for (const weight of weights) total += weight
    let rest = (this.next() / 0x1_0000_0000) * total
    for (let i = 0; i < weights.length; i++) {
      rest -= weights[i] ?? 0
      if (rest < 0) return i
    }
    return weights.length - 1
  }

  /** 12 characters of A–Z a–z 0–9 - _, as conversations, interactions and plugin calls have them. */
  shortId(): string {
    let id = ''
    for (let word = 0; word < 3; word++) {
      let bits = this.next()
      for (let i = 0; i < 4; i++) {
        id += ID_ALPHABET[bits & 63]
        bits >>>= 6
      }
    }
    return id
  }

  /** 32 hexadecimal digits, as plugin resources have them. */
  hexId(): string {
    let id = ''
    for (let word = 0; word < 4; word++) {
      const bits = this.next()
      id +=
        (HEX_BYTES[bits & 255] as string) +
        HEX_BYTES[(bits >>> 8) & 255] +
        HEX_BYTES[(bits >>> 16) & 255] +
        HEX_BYTES[bits >>> 24]
    }
    return id
  }

  /** An unsigned 64-bit number as decimal text; half of them exceed a signed one. */
  decimalId(): string {
    return ((BigInt(this.next()) << 32n) | BigInt(this.next())).toString()
  }

  /** `length` characters of `alphabet`. */
  text(alphabet: string, length: number): string {
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet[this.below(alphabet.length)]
    return text
  }
}

/** The finalizer of MurmurHash3: every bit of the input changes half the bits of the output. */
function mix(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
