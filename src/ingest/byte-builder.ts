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
    this.#bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.#length)
    this.#length += added
  }

  appendText(text: string): void {
    this.#reserve(text.length * 3)
    this.#length += this.#bytes.write(text, this.#length)
  }

  /** The bytes so far: a view that the next append or clear may overwrite. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Empties it, keeping its memory. */
  clear(): void {
    this.#length = 0
  }

  #reserve(added: number): void {
    if (this.#length + added <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + added))
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}
