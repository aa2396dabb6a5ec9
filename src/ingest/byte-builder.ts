const FEW = 64

/** Bytes that grow at the end: slices of chunks are copied in, so that no chunk is kept alive by what was found in it. */
export class ByteBuilder {
  #bytes: Buffer
  #length = 0

  constructor(capacity = 4096) {
    this.#bytes = Buffer.allocUnsafe(capacity)
  }

  get length(): number {
    return this.#length
  }

  append(source: Uint8Array, start = 0, end = source.length): void {
    const added = end - start
    this.#reserve(added)
    const bytes = this.#bytes
    const at = this.#length
    // A few bytes are copied sooner than the platform is asked to.
    if (added < FEW) for (let i = 0; i < added; i++) bytes[at + i] = source[start + i]!
    else bytes.set(added === source.length ? source : source.subarray(start, end), at)
    this.#length += added
  }

  /** Appends a number from 0 to 2³¹ in decimal digits. */
  appendNumber(number: number): void {
    let digits = 1
    for (let rest = number; rest >= 10; rest = (rest / 10) | 0) digits++
    this.#reserve(digits)
    this.#length += digits
    for (let at = this.#length - 1, rest = number; digits > 0; digits--, at--) {
      const tens = (rest / 10) | 0
      this.#bytes[at] = 0x30 + rest - tens * 10
      rest = tens
    }
  }

  /** The bytes so far: a view that the next append or clear may overwrite. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Forgets what stands behind so many bytes, keeping the memory. */
  truncate(length: number): void {
    this.#length = Math.min(length, this.#length)
  }

  /** Empties it, keeping its memory. */
  clear(): void {
    this.#length = 0
  }

  #reserve(added: number): void {
    if (this.#length + added <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + added, 64))
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}
