import { transportFault } from '../fault.ts'

/** For HTTP the answer is whole: only whoever reads the JSON to its end can know. */
export const truncatedJson = transportFault({
  name: 'truncated-json',
  meaning: 'The JSON ends in the middle, and the answer is otherwise sound.',
  on: ['page'],
  share: 0.05,
  parameters: {},
  setUp: () => ({
    after: (answer, { random }) =>
      answer.body.length < 2
        ? answer
        : {
            ...answer,
            spoilt: true,
            body: answer.body.subarray(0, random.between(1, answer.body.length - 1)),
          },
  }),
})
