/** What one client, and all of them together, may ask of a server. Every number can be set when it starts. */
export interface Limits {
  /** Requests a second that each credential may send on average. */
  readonly requestRate: number
  /** Requests it may send at once before that average counts. */
  readonly requestBurst: number
  /** Requests a second without a good credential, from each address. */
  readonly failureRate: number
  readonly failureBurst: number
  /** Queries that run at once: fewer than the embedded engine's sessions, so that keys can be looked up meanwhile. */
  readonly queries: number
  /** Queries of one credential that run at once. */
  readonly queriesPerCredential: number
  /** Queries that wait for their turn, of one credential and of all. */
  readonly queuePerCredential: number
  readonly queue: number
  /** How long a query waits for its turn. */
  readonly queueMs: number
  /** Characters of a request's address; a link carries its query and the order keys of a row. */
  readonly urlLength: number
  /** How long a client may take to send the head of a request, and all of it. */
  readonly headersMs: number
  readonly requestMs: number
  /** How long a connection stays open between two requests: longer than the minute of most load balancers. */
  readonly keepAliveMs: number
  /** How long a client may take to read a response. */
  readonly responseMs: number
  /** How long an access token is good. */
  readonly tokenSeconds: number
}

export const DEFAULT_LIMITS: Limits = {
  requestRate: 1_000,
  requestBurst: 5_000,
  failureRate: 1,
  failureBurst: 60,
  queries: 6,
  queriesPerCredential: 4,
  queuePerCredential: 1_000,
  queue: 5_000,
  queueMs: 30_000,
  urlLength: 60 * 1024,
  headersMs: 20_000,
  requestMs: 300_000,
  keepAliveMs: 75_000,
  responseMs: 120_000,
  tokenSeconds: 3_600,
}
