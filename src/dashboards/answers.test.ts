import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Answers } from './answers.ts'

/** Work that goes on until it is let go, and counts how often it was begun. */
function work() {
  const waiting: ((value: unknown) => void)[] = []
  const state = { begun: 0 }
  return {
    state,
    run: () => {
      state.begun++
      return new Promise(resolve => waiting.push(resolve))
    },
    end: (value: unknown = 'done') => {
      for (const resolve of waiting.splice(0)) resolve(value)
    },
  }
}

const asking = (viewer = 'a', gone?: AbortSignal) => ({ viewer, gone })

test('one question of many viewers is worked on once, and again when the data is another', async () => {
  let version = '1'
  const answers = new Answers(async () => version)
  const { run, end, state } = work()
  const both = ['a', 'b'].map(viewer => answers.answer(['q'], run, asking(viewer)))
  await turn()
  end({ n: 1 })
  expect(await Promise.all(both)).toEqual([{ n: 1 }, { n: 1 }])
  expect(await answers.answer(['q'], run, asking())).toEqual({ n: 1 })
  expect(state.begun).toBe(1)
  version = '2'
  const again = answers.answer(['q'], run, asking())
  await turn()
  end({ n: 2 })
  expect(await again).toEqual({ n: 2 })
  expect(state.begun).toBe(2)
})

test('what nobody waits for any more is not begun; who still waits gets the answer', async () => {
  const answers = new Answers(async () => '1', { atOnce: 1 })
  const first = work()
  const second = work()
  const [leaves, other] = [new AbortController(), new AbortController()]
  const running = answers.answer(['long'], first.run, asking())
  await turn()
  const left = answers.answer(['next'], second.run, asking('a', leaves.signal)).catch(error => error.code)
  const alsoLeft = answers.answer(['next'], second.run, asking('b', other.signal)).catch(error => error.code)
  await turn()
  leaves.abort()
  other.abort()
  expect(await Promise.all([left, alsoLeft])).toEqual(['ClientGone', 'ClientGone'])
  const stays = answers.answer(['next'], second.run, asking('c'))
  first.end()
  await running
  await turn()
  second.end('answer')
  expect(await stays).toBe('answer')
  expect(second.state.begun).toBe(1)
})

test('a failure is told to all who asked, and not kept', async () => {
  const answers = new Answers(async () => '1')
  const fail = async () => {
    throw new Error('no')
  }
  await expect(answers.answer(['q'], fail, asking())).rejects.toThrow('no')
  expect(await answers.answer(['q'], async () => 'yes', asking())).toBe('yes')
})

test('keeps the answers that were used last, as far as there is room', async () => {
  const answers = new Answers(async () => '1', { memory: 8_000 })
  let begun = 0
  const ask = (name: string) =>
    answers.answer(
      [name],
      async () => {
        begun++
        return name + 'x'.repeat(1_200)
      },
      asking(),
    )
  for (const name of ['a', 'b', 'c', 'd']) await ask(name)
  await ask('a')
  await ask('e')
  expect(begun).toBe(5)
  await ask('a')
  expect(begun).toBe(5)
  await ask('b')
  expect(begun).toBe(6)
})
