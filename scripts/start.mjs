// `npm start`: installs and builds when that is due, then runs the demo.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build, install, root } from './prepare.mjs'

install()
build()
const demo = spawn(process.execPath, [join(root, 'bin', 'debrief.cjs'), 'demo', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
// Ctrl-C reaches the whole group of processes: this one waits until the demo has stopped cleanly.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => signal === 'SIGTERM' && demo.kill(signal))
demo.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
