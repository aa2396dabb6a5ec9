/** So many things are kept at once; each is small. */
const MOST = 500

/** What several questions to the same data need, found once: also while it is being found. */
export class Shared {
  readonly #found = new Map<string, Promise<unknown>>()

  /** Whether it is known, or being found. */
  has(version: string, key: readonly unknown[]): boolean {
    return this.#found.has(nameOf(version, key))
  }

  /**
   * @param version the data it is about
   * @param key what it is, besides
   * @param find finds it where nobody did; an error is forgotten
   */
  of<Found>(version: string, key: readonly unknown[], find: () => Promise<Found>): Promise<Found> {
    const name = nameOf(version, key)
    const known = this.#found.get(name) as Promise<Found> | undefined
    const found = known ?? find()
    // What was used last goes last.
    this.#found.delete(name)
    this.#found.set(name, found)
    if (known === undefined) found.catch(() => this.#found.delete(name))
    for (const oldest of this.#found.keys()) {
      if (this.#found.size <= MOST) break
      this.#found.delete(oldest)
    }
    return found
  }
}

const nameOf = (version: string, key: readonly unknown[]): string => JSON.stringify([version, key])
