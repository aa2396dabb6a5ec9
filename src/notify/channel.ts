/** What is told to people. */
export interface Message {
  /** One line: what a mail has as its subject. */
  readonly title: string
  /** What happened, a line each. */
  readonly lines: readonly string[]
  /** The same for programs. */
  readonly details: unknown
}

/** A way to people. */
export interface Channel {
  /** What it is called where it is noted who was told; no secret. */
  readonly name: string
  /** @throws NotifyError when they cannot be told. The message names no address, which may be a secret */
  tell(message: Message): Promise<void>
}

/** Raised when people cannot be told. */
export class NotifyError extends Error {
  override name = 'NotifyError'
}
