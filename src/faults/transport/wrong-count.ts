import { z } from 'zod'
import { errorJson } from '../error-body.ts'
import { transportFault } from '../fault.ts'

const MOST_REMEMBERED = 10_000

export const wrongCount = transportFault({
  name: 'wrong-count',
  meaning: '/$count is not there, says a wrong number, or says the one it said first.',
  on: ['count'],
  share: 1,
  parameters: {
    form: z
      .enum(['missing', 'wrong', 'late'])
      .default('wrong')
      .describe(
        'missing: status 404; wrong: off by some; late: the first number given for a query, for ever',
      ),
    off: z
      .number()
      .min(0)
      .max(1)
      .default(0.02)
      .describe('wrong: by how much at most, as a share; by one at least'),
  },
  setUp: ({ form, off }) => {
    const first = new Map<string, Buffer>()
    return {
      before: () =>
        form === 'missing'
          ? { status: 404, body: errorJson('NOT_FOUND', 'There is no such resource.') }
          : undefined,
      after: (answer, { asked, random }) => {
        if (form === 'late') {
          const known = first.get(asked.link)
          if (known) return known.equals(answer.body) ? answer : { ...answer, body: known }
          if (first.size < MOST_REMEMBERED) first.set(asked.link, answer.body)
          return answer
        }
        const count = Number(answer.body.toString())
        const by = random.between(1, Math.max(1, Math.floor(count * off)))
        const wrong = random.chance(0.5) && count >= by ? count - by : count + by
        return { ...answer, body: Buffer.from(String(wrong)) }
      },
    }
  },
})
