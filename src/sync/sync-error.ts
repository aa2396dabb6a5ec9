/** Raised when a source cannot be read: the message says what it answered, and what to do. */
export class SyncError extends Error {
  override name = 'SyncError'
  /** HTTP status of the answer, where there was one. */
  readonly status: number | undefined

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

/** Raised for a link to a further page that leads nowhere: its place is found by id instead. */
export class LinkError extends SyncError {
  override name = 'SyncError'
}

/** Raised when another run has the source. */
export class BusyError extends SyncError {
  override name = 'SyncError'
}
