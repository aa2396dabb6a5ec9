// What every start needs first: a Node that can run it, the packages, and a build that is not older than the sources.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Runs a program of the project to its end, in its folder; ends this process with the same code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  })
  if (result.error) fail(`${command} cannot be started: ${result.error.message}`)
  if (result.status !== 0) process.exit(result.status ?? 1)
}

/** Runs a JavaScript program that a package brings. */
export function runPackage(path, args, options) {
  run(process.execPath, [join(root, 'node_modules', path), ...args], options)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

/** Installs the packages when they are missing, or older than the lock file. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Debrief needs Node 20.19 or newer; this is ${process.versions.node}.`)
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  )
    return
  console.error('Installing packages (once, about 700 MB with the embedded engine) …')
  run('npm', ['ci', '--no-audit', '--no-fund'])
}

/** Builds what is missing or older than its sources. */
export function build() {
  if (olderThan('dist/cli/main.js', ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json'])) {
    console.error('Building …')
    runPackage('typescript/bin/tsc', ['-p', 'tsconfig.build.json'])
  }
  if (
    olderThan('web/dist/index.html', [
      'web/src',
      'web/index.html',
      'web/public',
      'web/vite.config.ts',
      'package.json',
    ])
  ) {
    console.error('Building the dashboard …')
    runPackage('vite/bin/vite.js', ['build', 'web', '--logLevel', 'warn'])
  }
}

function olderThan(product, sources) {
  const path = join(root, product)
  if (!existsSync(path)) return true
  return newest(sources.map(source => join(root, source))) > statSync(path).mtimeMs
}

function newest(paths) {
  return Math.max(
    0,
    ...paths.filter(existsSync).map(path => {
      const { mtimeMs } = statSync(path)
      return statSync(path).isDirectory()
        ? Math.max(mtimeMs, newest(readdirSync(path).map(name => join(path, name))))
        : mtimeMs
    }),
  )
}
