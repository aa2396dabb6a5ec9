// `npm test`: installs and builds when that is due, checks style and types, then runs every test.
import { build, install, runPackage } from './prepare.mjs'

install()
build()
const only = process.argv.slice(2)
if (only.length === 0) {
  runPackage('@biomejs/biome/bin/biome', ['check', '.'])
  runPackage('typescript/bin/tsc', ['-p', 'tsconfig.json', '--noEmit'])
  runPackage('typescript/bin/tsc', ['-p', 'web/tsconfig.json', '--noEmit'])
}
runPackage('vitest/vitest.mjs', ['run', ...only])
