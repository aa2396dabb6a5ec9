import type { Budgets } from './budgets.ts'
import { defaultBudgets } from './budgets.ts'
import type { ODataErrorCode } from './error.ts'
import { errorAt, ODataError } from './error.ts'

/** What is counted and noted of a whole query, over all its options. */
export interface NodeCounter {
  nodes: number
  /** Whether it asks for the time. */
  now?: boolean
}

/**
 * A place in the text of one query option. Tokens are matched where the grammar expects them, because OData's tokens
 * depend on context: `2024-01-01` is a date where a value may stand, and `-` before a name is a sign.
 */
export class Cursor {
  readonly text: string
  /** The option the text belongs to, for errors. */
  readonly target: string
  readonly budgets: Budgets
  position = 0
  private depth = 0
  private readonly counter: NodeCounter

  constructor(
    text: string,
    target: string,
    budgets: Budgets = defaultBudgets,
    counter: NodeCounter = { nodes: 0 },
  ) {
    this.text = text
    this.target = target
    this.budgets = budgets
    this.counter = counter
  }

  get atEnd(): boolean {
    return this.position >= this.text.length
  }

  /** What a sticky `pattern` matches here, without moving. */
  peek(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position
    return pattern.exec(this.text)?.[0]
  }

  /** What a sticky `pattern` matches here, moving past it. */
  take(pattern: RegExp): string | undefined {
    const match = this.peek(pattern)
    if (match !== undefined) this.position += match.length
    return match
  }

  looksAt(token: string): boolean {
    return this.text.startsWith(token, this.position)
  }

  takeToken(token: string): boolean {
    if (!this.looksAt(token)) return false
    this.position += token.length
    return true
  }

  expectToken(token: string, where: string): void {
    if (!this.takeToken(token)) this.failExpecting(`"${token}" ${where}`)
  }

  /** Optional white space (ABNF rule BWS). */
  skipSpace(): void {
    this.take(/[ \t]*/y)
  }

  /** Required white space (ABNF rule RWS); false when there is none. */
  takeSpace(): boolean {
    return this.take(/[ \t]+/y) !== undefined
  }

  /** Takes `token` and the white space that is tolerated around it; does not move when it is not there. */
  takeSpaced(token: string): boolean {
    const start = this.position
    this.skipSpace()
    if (!this.takeToken(token)) {
      this.position = start
      return false
    }
    this.skipSpace()
    return true
  }

  /** @throws ODataError unless the whole text was read */
  expectEnd(): void {
    if (this.atEnd) return
    // What follows a space says more than the space.
    const position = this.position
    this.skipSpace()
    if (this.atEnd) this.fail('InvalidSyntax', 'there is a space at the end; leave it out', position)
    this.fail('InvalidSyntax', `${this.found()} does not belong here`)
  }

  failExpecting(what: string): never {
    return this.fail('InvalidSyntax', `expected ${what}, found ${this.found()}`)
  }

  fail(code: ODataErrorCode, message: string, position: number = this.position): never {
    throw errorAt(code, message, this.target, position)
  }

  /** What stands here, for messages. */
  found(): string {
    if (this.atEnd) return 'the end'
    if (this.peek(/[ \t]/y)) return 'a space'
    return `"${this.peek(/[\w.$@-]{1,40}|./suy)}"`
  }

  /** Runs `read` one level deeper. */
  nested<T>(read: () => T): T {
    if (++this.depth > this.budgets.depth) this.tooDeep()
    try {
      return read()
    } finally {
      this.depth--
    }
  }

  tooDeep(): never {
    return this.fail(
      'LimitExceeded',
      `the expression is nested more than ${this.budgets.depth} levels deep; write it flatter`,
    )
  }

  /** Notes that the query asks for the time. */
  asksForNow(): void {
    this.counter.now = true
  }

  /** Counts a node of the tree against the budget and returns it. */
  made<T>(node: T): T {
    if (++this.counter.nodes > this.budgets.nodes) {
      const message = `the query has more than ${this.budgets.nodes} parts; ask in several requests`
      throw new ODataError('LimitExceeded', message, { target: this.target, position: this.position })
    }
    return node
  }
}
