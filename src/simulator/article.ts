/** An article of the knowledge base, as its author wrote it. */
export interface Article {
  /** The topic it answers, see the topics. */
  readonly topic: string
  readonly title: string
  readonly sentences: readonly string[]
}
