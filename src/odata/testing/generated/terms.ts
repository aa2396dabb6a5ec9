import type { Scalar, ScalarType } from './scalars.ts'

/** What an expression is evaluated on: the record, then what its lambdas range over, from the outside in. */
export type Scope = readonly unknown[]

/**
 * An expression as a client writes it, with its meaning by the standard, written down beside it: neither our parser nor
 * our translation has any part in it.
 */
export interface Term {
  readonly text: string
  readonly type: ScalarType
  readonly binds: Binding
  readonly of: (scope: Scope) => Scalar
}

/** How close operators bind (OData 4.01 URL Conventions 5.1.1.17). */
export const binding = {
  or: 1,
  and: 2,
  equality: 3,
  relation: 4,
  sum: 5,
  product: 6,
  unary: 7,
  membership: 8,
  primary: 9,
} as const
export type Binding = (typeof binding)[keyof typeof binding]

/** The text of a term where something that binds as `least` must stand. */
export function within(term: Term, least: Binding): string {
  return term.binds >= least ? term.text : `(${term.text})`
}

/** A function of values that is null as soon as one of them is. */
export function strict<T extends NonNullable<Scalar>>(
  args: readonly Term[],
  compute: (...values: T[]) => Scalar,
): (scope: Scope) => Scalar {
  return scope => {
    const values = args.map(arg => arg.of(scope))
    return values.includes(null) ? null : compute(...(values as T[]))
  }
}
