// `npm run bench`: installs and builds when that is due, then measures the export, or with `dashboards` as first word what
// the dashboards ask, with `metrics` how fast facts and metrics are, with `sync` how fast a Data API is
// copied. See docs/benchmarks.md.
import { spawn } from 'node:child_process'
import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { build, install, root, runPackage } from './prepare.mjs'

install()
build()
runPackage('typescript/bin/tsc', ['-p', 'bench/tsconfig.json'])
// What the sources read from the project's folder, found from where they are compiled to.
for (const folder of ['migrations', 'metrics', 'dashboards', 'plans']) {
  const link = join(root, 'bench', 'dist', folder)
  if (!existsSync(link)) symlinkSync(join(root, folder), link, 'junction')
}
const [first, ...rest] = process.argv.slice(2)
const own = ['dashboards', 'metrics', 'sync'].includes(first)
const [program, args] = own ? [`${first}.js`, rest] : ['run.js', process.argv.slice(2)]
const bench = spawn(process.execPath, [join(root, 'bench', 'dist', 'bench', program), ...args], {
  stdio: 'inherit',
})
// Ctrl-C reaches the whole group of processes: this one waits until everything is stopped and removed.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => signal === 'SIGTERM' && bench.kill(signal))
bench.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
