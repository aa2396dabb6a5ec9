/** What a page says first: something that changed or is wrong, with its numbers. */
export interface Finding {
  /** `change`: a number moved; `outage`: something failed on some days; `gap`: something is missing; `record`: the data is not whole. */
  readonly kind: 'change' | 'outage' | 'gap' | 'record'
  readonly metric: string
  readonly sentence: string
  /** From 0 to 1: how much it matters. */
  readonly weight: number
  /** Where more of it is to be seen. */
  readonly link?: {
    readonly path: string
    readonly filters: { readonly [dimension: string]: readonly string[] }
  }
}

/** A weight between two others, by how far a share of 0 to 1 goes. */
export const between = (least: number, most: number, share: number): number =>
  least + (most - least) * Math.max(0, Math.min(1, share))
