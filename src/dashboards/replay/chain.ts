/** An interaction, as far as chains of parents look at it. */
export interface Linked {
  readonly id: string
  readonly parent_id: string | null
  readonly is_question: boolean
}

/** Where the parents of an interaction lead. */
export interface Chain {
  /** The parents, the nearest first, as far as they are in the conversation. */
  readonly ids: readonly string[]
  /**
   * How it ends: at a `question`, at something without a parent (`top`), at a parent that is `missing` in the conversation, or
   * never (`circle`). `none`: it has no parent.
   */
  readonly end: 'question' | 'top' | 'missing' | 'circle' | 'none'
  /** The parent that is missing. */
  readonly missing: string | null
}

/** Follows the parents of every interaction of a conversation, any number of steps. */
export function chainsOf(interactions: readonly Linked[]): ReadonlyMap<string, Chain> {
  const byId = new Map(interactions.map(each => [each.id, each]))
  return new Map(interactions.map(each => [each.id, follow(each, byId)]))
}

function follow(from: Linked, byId: ReadonlyMap<string, Linked>): Chain {
  const ids: string[] = []
  const seen = new Set([from.id])
  let at = from
  while (at.parent_id !== null) {
    const parent = byId.get(at.parent_id)
    if (!parent) return { ids, end: 'missing', missing: at.parent_id }
    if (seen.has(parent.id)) return { ids, end: 'circle', missing: null }
    seen.add(parent.id)
    ids.push(parent.id)
    if (parent.is_question) return { ids, end: 'question', missing: null }
    at = parent
  }
  return { ids, end: ids.length === 0 ? 'none' : 'top', missing: null }
}
