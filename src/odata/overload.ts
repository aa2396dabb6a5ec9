import type { Level, ValueType } from './operand.ts'

/** `strings` is a collection of text. */
export type ArgumentType = ValueType | 'strings'

export interface Argument {
  readonly sql: string
  readonly nullable: boolean
}

/** One signature of a function, and its SQL. Its result can be null when an argument can, or always when it says so. */
export interface Overload {
  readonly types: readonly ArgumentType[]
  readonly result: ValueType
  readonly sql: (...args: string[]) => string
  readonly nullable?: true
  /** How close the SQL's outermost operator binds; a call of a function when absent. */
  readonly level?: Level
}

export type Overloads = { readonly [name: string]: readonly Overload[] }
