import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { metricsPage } from '../metrics/document.ts'
import { dataDictionary } from '../schema/dictionary.ts'
import { commandLinePage } from './document.ts'

for (const [page, text] of [
  ['data-dictionary', dataDictionary()],
  ['metrics', metricsPage()],
  ['cli', await commandLinePage()],
] as const)
  test(`docs/${page}.md says what the code says (else: npm run docs)`, () => {
    expect(readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8')).toBe(text)
  })
