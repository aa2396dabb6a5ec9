// `npm run docs`: writes the generated pages of docs/ anew.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, install, root } from './prepare.mjs'

install()
build()
const { dataDictionary } = await import('../dist/schema/dictionary.js')
const { metricsPage } = await import('../dist/metrics/document.js')
const { commandLinePage } = await import('../dist/cli/document.js')
for (const [page, text] of [
  ['data-dictionary', dataDictionary()],
  ['metrics', metricsPage()],
  ['cli', await commandLinePage()],
])
  writeFileSync(join(root, 'docs', `${page}.md`), text)
