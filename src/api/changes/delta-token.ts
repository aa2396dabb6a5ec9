import { ApiError } from '../errors.ts'
import type { SigningKeys } from '../signing-keys.ts'

/** From when on changes are told, and where in them the next page begins: what a `$deltatoken` carries. */
export interface DeltaToken {
  /** By the engine's clock, `2026-03-01 12:00:00.123456`. */
  readonly since: string
  /** Which query is tracked: the collection, and all that decides which records belong to it and how they are written. */
  readonly walk: string
  /** Rows a page. */
  readonly size: number
  /** The last id given; undefined at the beginning. */
  readonly after?: string | undefined
  /** From when on the changes after these will be told; set when the first page of these is read. */
  readonly next?: string | undefined
}

/**
 * Writes and reads delta tokens. They do not age: changes and deletions are kept as long as the store is. They end with the
 * key that signed them.
 */
export class DeltaTokens {
  readonly #keys: SigningKeys

  constructor(keys: SigningKeys) {
    this.#keys = keys
  }

  async write({ since, walk, size, after, next }: DeltaToken): Promise<string> {
    return this.#keys.seal(['delta', since, walk, size, after ?? null, next ?? null])
  }

  /**
   * Reads a token that was written for the same query.
   *
   * @throws ApiError 400 when it is damaged or belongs to another query, 410 when its key was replaced long ago
   */
  async read(token: string, walk: string): Promise<DeltaToken> {
    const opened = await this.#keys.open(token)
    const [kind, since, itsWalk, size, after, next] = opened?.values ?? []
    if (!opened || kind !== 'delta') throw refused('The $deltatoken is damaged.')
    if (itsWalk !== walk) throw refused('The $deltatoken belongs to another query.')
    if (opened.retired)
      throw new ApiError(
        410,
        'StaleDeltaToken',
        'The $deltatoken is too old. Read the collection again with Prefer: track-changes.',
        '$deltatoken',
      )
    // What carries this mark and a good signature was written above.
    return {
      since: since as string,
      walk,
      size: size as number,
      after: (after as string | null) ?? undefined,
      next: (next as string | null) ?? undefined,
    }
  }
}

function refused(what: string): ApiError {
  return new ApiError(
    400,
    'InvalidDeltaToken',
    `${what} Follow @odata.deltaLink exactly as it was given, or read the collection again with Prefer: track-changes.`,
    '$deltatoken',
  )
}
