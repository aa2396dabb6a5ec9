/** An error as the guide and `/openapi.json` list it. */
export interface ErrorCode {
  readonly status: number
  readonly code: string
  readonly meaning: string
}

const of = (status: number, codes: { readonly [code: string]: string }): ErrorCode[] =>
  Object.entries(codes).map(([code, meaning]) => ({ status, code, meaning }))

/** Every error that the Data API, the ingest API and what stands before them answer with. */
export const errorCodes: readonly ErrorCode[] = [
  ...of(400, {
    BadRequest: 'The request is not proper HTTP, or its address is malformed.',
    InvalidBody: 'The body is not what is to be sent here.',
    InvalidDeltaToken: 'A delta link was damaged, or belongs to another query.',
    InvalidPreference: 'Prefer: maxpagesize is not a whole number above zero.',
    InvalidSkipToken: 'A link was damaged, or belongs to another query.',
    InvalidSyntax: 'The query does not follow OData’s grammar; the message gives the position.',
    InvalidValue: 'A value that cannot be, such as a time that is none.',
    LimitExceeded: 'The query is too long, too deep or has too many parts.',
    TypeMismatch: 'Things are compared that cannot be.',
    UnknownName: 'There is no such attribute, relation, option or function.',
    UnsupportedVersion: 'The client reads or writes a version of OData other than 4.0 and 4.01.',
  }),
  ...of(401, {
    ExpiredKey: 'The key or token was good, but its time is over.',
    InvalidKey: 'The key is unknown, damaged or revoked.',
    MissingKey: 'No key was sent.',
  }),
  ...of(403, { MissingScope: 'The credential may not do this; the message names the scope it lacks.' }),
  ...of(404, {
    NotFound: 'There is nothing at this path, or no record with this id.',
    UnknownCollection: 'There is no such collection.',
    UnknownRecord: 'There is no such record to delete.',
    UnknownVersion: 'There is no such version of the API.',
  }),
  ...of(405, { MethodNotAllowed: 'The Data API is read with GET; Allow says what goes.' }),
  ...of(406, { NotAcceptable: 'Nothing that Accept or $format allows can be given.' }),
  ...of(408, { RequestTimeout: 'The request did not arrive in time.' }),
  ...of(410, {
    StaleDeltaToken: 'A delta link’s key was replaced: read the collection again.',
    StaleSkipToken: 'A link is older than a day: begin the walk again.',
    VersionGone: 'This version of the API is gone.',
  }),
  ...of(412, {
    IsolationNotSupported: 'Isolation: snapshot is not supported.',
    RecordChanged: 'The record is not the one that If-Match names.',
  }),
  ...of(413, { BodyTooLarge: 'The body is larger than may be sent at once.' }),
  ...of(414, { UrlTooLong: 'The address is longer than may be.' }),
  ...of(415, { UnsupportedMediaType: 'The body is of another type than is to be sent here.' }),
  ...of(429, {
    TooManyFailures: 'Too many requests without a good credential came from this address.',
    TooManyQueries: 'Too many queries of this credential are waiting.',
    TooManyRequests: 'This credential sends more requests than it may; Retry-After says when to go on.',
  }),
  ...of(431, { RequestTooLong: 'The address and headers are longer than may be.' }),
  ...of(499, { ClientGone: 'The client closed the connection; it is in the log only.' }),
  ...of(500, { InternalError: 'A fault of the server; it is in its log.' }),
  ...of(501, { NotSupported: 'OData that this server does not support; the message names it.' }),
  ...of(503, {
    Draining: 'The server is being shut down.',
    Overloaded: 'The server has too much to do; Retry-After says when to go on.',
    QueryMemory: 'The query needs more memory than it may have.',
    QueryTimeout: 'The query takes longer than it may.',
    StoreUnavailable: 'The store does not answer.',
  }),
]

/** The codes of these statuses as a list in Markdown. */
export function errorsText(status: number): string {
  return errorCodes
    .filter(error => error.status === status)
    .map(({ code, meaning }) => `- \`${code}\`: ${meaning}`)
    .join('\n')
}
