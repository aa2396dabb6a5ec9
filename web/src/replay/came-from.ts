/** The list of conversations that one came from, so that the replay can go to the next of them. Kept for this tab only. */
export interface CameFrom {
  /** Where the list is, and what it is called. */
  readonly to: string
  readonly title: string
  readonly ids: readonly string[]
}

const KEY = 'debrief:conversations'
const MOST_KEPT = 2_000

/** Remembers a list; conversations that stand in it more than once count once. */
export function keepList({ ids, ...list }: CameFrom): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...list, ids: [...new Set(ids)].slice(0, MOST_KEPT) }))
  } catch {
    // Without storage there is no next conversation of the list; everything else works.
  }
}

/** The list that has this conversation, if it was left for it. */
export function listOf(id: string): CameFrom | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as CameFrom | null
    return kept?.ids.includes(id) ? kept : null
  } catch {
    return null
  }
}
