import { createHash, randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { ApiError } from '../api/errors.ts'
import { NoSlotError, QuerySlots } from '../api/limits/query-slots.ts'

/** Memory for answers that were given, in bytes of their JSON. */
const MEMORY = 64 * 1024 * 1024
/** An answer takes room besides its text. */
const OVERHEAD = 500

/**
 * So many questions are worked on at once. The engine uses several threads for each, but one to understand it, and none while its
 * answer is written: one more than there are processors keep them busy.
 */
const AT_ONCE = Math.max(2, availableParallelism()) + 1

/** Answers of another process, with other definitions and settings, are none of ours. */
const PROCESS = randomUUID()

/** Who asks, and whether they are still there. */
export interface Asking {
  /** Whose turn it is, when many wait. */
  readonly viewer: string
  readonly gone?: AbortSignal | undefined
}

/** Work for whoever asks, until the last of them has left. */
interface Flight {
  readonly answer: Promise<string>
  readonly leave: AbortController
  waiting: number
  begun: boolean
}

export interface AnswersOptions {
  readonly memory?: number
  readonly atOnce?: number
}

/**
 * Answers to questions about the data, kept as long as the data is the same and there is room, the least recently used
 * dropped first. A question that is being worked on is not worked on twice. Questions wait for their turn, viewers take turns,
 * and what nobody waits for any more is not begun. (A statement that the engine runs already ends by itself.)
 */
export class Answers {
  readonly #version: () => Promise<string>
  readonly #slots: QuerySlots
  readonly #kept = new Map<string, string>()
  readonly #flights = new Map<string, Flight>()
  readonly #memory: number
  #used = 0

  /** @param version names the data as it is now */
  constructor(version: () => Promise<string>, { memory = MEMORY, atOnce = AT_ONCE }: AnswersOptions = {}) {
    this.#version = version
    this.#memory = memory
    this.#slots = new QuerySlots({
      queries: atOnce,
      queriesPerCredential: atOnce,
      queue: 2_000,
      queuePerCredential: 500,
      queueMs: 120_000,
    })
  }

  /** Whether a question of somebody’s is worked on, or waits. */
  get busy(): boolean {
    return this.#slots.running > 0 || this.#slots.queued > 0
  }

  /** What names the data as it is now. */
  version(): Promise<string> {
    return this.#version()
  }

  /** What stands for the answer to a question to a version of the data; equal tags have equal answers. */
  tagOf(version: string, question: unknown): string {
    const text = JSON.stringify([PROCESS, version, question])
    return createHash('sha256').update(text).digest('base64url').slice(0, 27)
  }

  /**
   * Finds an answer before anybody asks, and keeps it. It takes nobody’s turn, and whoever asks meanwhile does not wait for it: their
   * work is done with all the engine has.
   */
  async prepare(tag: string, work: () => Promise<unknown>): Promise<void> {
    if (!this.#kept.has(tag)) this.#keep(tag, JSON.stringify(await work()))
  }

  /**
   * The JSON of the answer to a question.
   *
   * @param tag from {@link tagOf}
   * @param work finds the answer
   * @throws ApiError 503 when too many questions wait, 499 when whoever asked has left
   */
  async json(tag: string, work: () => Promise<unknown>, { viewer, gone }: Asking): Promise<string> {
    const kept = this.#kept.get(tag)
    if (kept !== undefined) {
      this.#kept.delete(tag)
      this.#kept.set(tag, kept)
      return kept
    }
    const flight = this.#flights.get(tag) ?? this.#begin(tag, work, viewer)
    flight.waiting++
    const left = (): void => {
      if (--flight.waiting > 0) return
      flight.leave.abort()
      // Whoever asks next does not wait for what will never begin.
      if (!flight.begun && this.#flights.get(tag) === flight) this.#flights.delete(tag)
    }
    if (gone?.aborted) left()
    else gone?.addEventListener('abort', left, { once: true })
    try {
      return await flight.answer
    } catch (error) {
      throw error instanceof NoSlotError ? noTurn(error) : error
    } finally {
      gone?.removeEventListener('abort', left)
    }
  }

  /** The answer itself; see {@link json}. */
  async answer<Answer>(question: unknown, work: () => Promise<Answer>, asking: Asking): Promise<Answer> {
    return JSON.parse(await this.json(this.tagOf(await this.#version(), question), work, asking)) as Answer
  }

  #begin(tag: string, work: () => Promise<unknown>, viewer: string): Flight {
    const leave = new AbortController()
    const run = async (): Promise<string> => {
      const release = await this.#slots.acquire(viewer, leave.signal)
      flight.begun = true
      try {
        const text = JSON.stringify(await work())
        this.#keep(tag, text)
        return text
      } finally {
        release()
      }
    }
    const flight: Flight = { answer: Promise.resolve().then(run), leave, waiting: 0, begun: false }
    this.#flights.set(tag, flight)
    const landed = (): void => {
      if (this.#flights.get(tag) === flight) this.#flights.delete(tag)
    }
    flight.answer.then(landed, landed)
    return flight
  }

  #keep(tag: string, text: string): void {
    if (text.length + OVERHEAD > this.#memory / 4 || this.#kept.has(tag)) return
    this.#kept.set(tag, text)
    this.#used += text.length + OVERHEAD
    for (const [oldest, { length }] of this.#kept) {
      if (this.#used <= this.#memory) return
      this.#kept.delete(oldest)
      this.#used -= length + OVERHEAD
    }
  }
}

function noTurn({ because }: NoSlotError): ApiError {
  return because === 'gone'
    ? new ApiError(499, 'ClientGone', 'Whoever asked has left.')
    : new ApiError(503, 'TooManyQuestions', 'Too many questions wait for an answer. Try again in a moment.')
}
