// `npm run docs`: writes the generated pages of docs/ anew, and migrations/tables.sql.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
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

const { EmbeddedDirectory } = await import('../dist/store/embedded-engine.js')
const { migrate, migrations } = await import('../dist/store/migrate.js')
const { writeTables } = await import('../dist/store/tables.js')
const directory = mkdtempSync(join(tmpdir(), 'debrief-tables-'))
const opened = await EmbeddedDirectory.open(directory)
try {
  const engine = await opened.database('debrief')
  // A database that has a table already is brought up to date step by step.
  await engine.run({ sql: 'CREATE TABLE begun (n UInt8) ENGINE = Memory' })
  await migrate(engine)
  await engine.run({ sql: 'DROP TABLE begun SYNC' })
  writeFileSync(
    join(root, 'migrations', 'tables.sql'),
    await writeTables(engine, migrations().at(-1).version),
  )
} finally {
  await opened.close()
  rmSync(directory, { recursive: true, force: true })
}
