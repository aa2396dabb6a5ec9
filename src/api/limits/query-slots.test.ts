import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type NoSlotError, QuerySlots } from './query-slots.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const limits = { queries: 3, queriesPerCredential: 2, queue: 6, queuePerCredential: 4, queueMs: 1_000 }

/** Queries that began, in their order, each with what ends it. */
class Log {
  readonly began: string[] = []
  readonly refused: string[] = []
  readonly #ends = new Map<string, () => void>()
  readonly slots = new QuerySlots(limits)

  async ask(client: string, name: string, gone?: AbortSignal): Promise<void> {
    await this.slots.acquire(client, gone).then(
      end => {
        this.began.push(name)
        this.#ends.set(name, end)
      },
      (error: NoSlotError) => {
        this.refused.push(`${name} ${error.because}`)
      },
    )
  }

  /** Asks without waiting for the turn. */
  async queue(client: string, ...names: string[]): Promise<void> {
    for (const name of names) void this.ask(client, name)
    await vi.advanceTimersByTimeAsync(0)
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)!()
    await vi.advanceTimersByTimeAsync(0)
  }
}

describe('query slots', () => {
  test('let so many run of a client, and so many of all', async () => {
    const log = new Log()
    await log.queue('a', 'a1', 'a2', 'a3')
    expect(log.began).toEqual(['a1', 'a2'])
    await log.queue('b', 'b1', 'b2')
    expect(log.began).toEqual(['a1', 'a2', 'b1'])
    expect([log.slots.running, log.slots.queued]).toEqual([3, 2])
  })

  test('go to who has the fewest running: a long queue does not delay a short one', async () => {
    const log = new Log()
    await log.queue('a', 'a1', 'a2', 'a3', 'a4', 'a5')
    await log.queue('b', 'b1')
    await log.queue('c', 'c1')
    expect(log.began).toEqual(['a1', 'a2', 'b1'])
    await log.end('a1')
    expect(log.began.at(-1)).toBe('c1')
    await log.end('b1')
    expect(log.began.at(-1)).toBe('a3')
  })

  test('are taken in turns by clients that wait alike, and in order by each', async () => {
    const log = new Log()
    await log.queue('x', 'x1', 'x2')
    await log.queue('y', 'y1')
    await log.queue('a', 'a1', 'a2')
    await log.queue('b', 'b1', 'b2')
    for (const name of ['x1', 'x2', 'a1', 'b1', 'a2', 'y1']) await log.end(name)
    expect(log.began).toEqual(['x1', 'x2', 'y1', 'a1', 'b1', 'a2', 'b2'])
  })

  test('are taken at once by who needs not wait, and by nobody else', async () => {
    const { slots } = new Log()
    const ends = ['a', 'a', 'a', 'b', 'b'].map(client => slots.take(client))
    expect(ends.map(end => end !== undefined)).toEqual([true, true, false, true, false])
    expect([slots.running, slots.queued]).toEqual([3, 0])
    ends[0]!()
    expect([slots.running, slots.take('b') !== undefined, slots.running]).toEqual([2, true, 3])
  })

  test('end once, however often that is said', async () => {
    const log = new Log()
    await log.queue('a', 'a1', 'a2', 'a3', 'a4')
    await log.end('a1')
    await log.end('a1')
    expect(log.began).toEqual(['a1', 'a2', 'a3'])
    expect([log.slots.running, log.slots.queued]).toEqual([2, 1])
  })

  test('are refused when too many wait, and it is said who is in the way', async () => {
    const log = new Log()
    await log.queue('a', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7')
    expect(log.refused).toEqual(['a7 client'])
    await log.queue('b', 'b1', 'b2', 'b3', 'b4')
    expect(log.began).toEqual(['a1', 'a2', 'b1'])
    expect(log.refused).toEqual(['a7 client', 'b4 server'])
  })

  test('are not waited for longer than their time', async () => {
    const log = new Log()
    await log.queue('a', 'a1', 'a2', 'a3')
    await vi.advanceTimersByTimeAsync(500)
    await log.queue('b', 'b1', 'b2')
    await vi.advanceTimersByTimeAsync(499)
    expect(log.refused).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(log.refused).toEqual(['a3 client'])
    await vi.advanceTimersByTimeAsync(500)
    expect(log.refused).toEqual(['a3 client', 'b2 server'])
    expect([log.slots.running, log.slots.queued]).toEqual([3, 0])
    for (const name of ['a1', 'a2', 'b1']) await log.end(name)
    expect([log.slots.running, vi.getTimerCount()]).toEqual([0, 0])
  })

  test('are not given to who has gone', async () => {
    const log = new Log()
    const gone = new AbortController()
    await log.queue('a', 'a1', 'a2')
    void log.ask('a', 'a3', gone.signal)
    await log.queue('a', 'a4')
    gone.abort()
    await vi.advanceTimersByTimeAsync(0)
    expect([log.refused, log.slots.queued]).toEqual([['a3 gone'], 1])
    await log.end('a1')
    expect(log.began).toEqual(['a1', 'a2', 'a4'])
    await log.ask('c', 'c1', gone.signal)
    expect(log.refused).toEqual(['a3 gone', 'c1 gone'])
    expect(log.slots.running).toBe(2)
  })
})
