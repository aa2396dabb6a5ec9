import { transportFault } from '../fault.ts'
import { readPageBody } from '../page-body.ts'

export const malformedJson = transportFault({
  name: 'malformed-json',
  meaning:
    'The body is no JSON: a comma too many, a bracket too few, an error in the middle, or a page of HTML.',
  on: ['page'],
  share: 0.05,
  parameters: {},
  setUp: () => ({
    after: (answer, { random }) => {
      const page = readPageBody(answer.body)
      if (!page) return answer
      const { head, rows } = page
      const text = random.pick([
        `${head}"value":[${rows},]}`,
        `${head}"value":[${rows}`,
        `${head}"value":[${rows}{"error":{"code":"INTERNAL","message":"stream aborted"}}`,
        '<html><head><title>Sign in</title></head><body></body></html>',
      ])
      return { ...answer, spoilt: true, body: Buffer.from(text) }
    },
  }),
})
