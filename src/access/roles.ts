/** What a person may be allowed: to see numbers, rows without text, what was said in conversations, and to run it all. */
export const RIGHTS = ['numbers', 'rows', 'transcripts', 'administration'] as const
export type Right = (typeof RIGHTS)[number]

/** Each role and its rights; every role has those of the one before it. */
const RIGHTS_OF = {
  viewer: ['numbers'],
  analyst: ['numbers', 'rows'],
  'transcript-reader': ['numbers', 'rows', 'transcripts'],
  administrator: RIGHTS,
} as const satisfies Readonly<Record<string, readonly Right[]>>

export type Role = keyof typeof RIGHTS_OF
export const ROLES = Object.keys(RIGHTS_OF) as readonly Role[]

export const rightsOf = (role: Role): readonly Right[] => RIGHTS_OF[role]

export const isRole = (text: string): text is Role => Object.hasOwn(RIGHTS_OF, text)

/** Where a request came from: the client’s address and program. */
export interface Origin {
  readonly address: string
  readonly agent: string
}

/** Who looks at the dashboards, and what they may see there. */
export interface Viewer {
  /** Empty while sign-in is off: then everybody is an administrator. */
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly rights: readonly Right[]
  /** Who vouches for them; empty for those who sign in with a password. */
  readonly issuer: string
  readonly from: Origin
}
