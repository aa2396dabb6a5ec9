/** A question about the data, whose answer is kept as long as the data is the same. */
export interface Question<Answer = unknown> {
  /** All that the answer depends on besides the data. */
  readonly key: unknown
  /** Finds the answer. */
  readonly work: () => Promise<Answer>
}
