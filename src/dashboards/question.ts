/** A question about the data, whose answer is kept as long as the data is the same. */
export interface Question<Answer = unknown> {
  /** All that the answer depends on besides the data. */
  readonly key: unknown
  /** Finds the answer. @param version the data it is about, of which parts of it may be known */
  readonly work: (version: string) => Promise<Answer>
}
