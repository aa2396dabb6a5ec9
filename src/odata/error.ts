/** What kind of mistake a query has; for programs, where the message is for people. */
export type ODataErrorCode =
  | 'InvalidSyntax'
  | 'InvalidValue'
  | 'LimitExceeded'
  | 'NotSupported'
  | 'TypeMismatch'
  | 'UnknownName'

/** Where a mistake is: the query option it is in, and the 0-based offset in that option's decoded text. */
export interface ODataErrorPlace {
  readonly target?: string | undefined
  readonly position?: number | undefined
}

/**
 * A query that cannot be answered: status 400 when the client made a mistake, 501 when the query is legal OData that this
 * service does not support (OData 4.01 Protocol 9.3.1: never silently ignored).
 *
 * The message names the mistake, the value, where it is and what to do about it.
 */
export class ODataError extends Error {
  override readonly name = 'ODataError'
  readonly status: 400 | 501
  readonly code: ODataErrorCode
  /** The query option at fault, such as `$filter`. */
  readonly target: string | undefined
  /** 0-based offset in the decoded text of the option. */
  readonly position: number | undefined

  constructor(code: ODataErrorCode, message: string, place: ODataErrorPlace = {}) {
    super(message)
    this.code = code
    this.status = code === 'NotSupported' ? 501 : 400
    this.target = place.target
    this.position = place.position
  }
}

/** An error whose message ends with the place: `… (at position 12 of $filter)`. */
export function errorAt(code: ODataErrorCode, message: string, target: string, position: number): ODataError {
  return new ODataError(code, `${message} (at position ${position} of ${target})`, { target, position })
}
