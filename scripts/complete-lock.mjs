// Adds to package-lock.json the packages for other platforms that npm leaves out when its registry does not have them, as a
// mirror may. Without them `npm ci` refuses the lock file, and another platform gets no engine.
// Run it after every change of dependencies: node scripts/complete-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const PROCESSORS = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
]

const path = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const lock = JSON.parse(readFileSync(path, 'utf8'))

for (const [place, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (!place || lock.packages[`node_modules/${name}`] || lock.packages[`${place}/node_modules/${name}`])
      continue
    const parts = name.split(/[^a-z0-9]+/)
    const os = name === 'fsevents' ? ['darwin'] : SYSTEMS.filter(system => parts.includes(system))
    const cpu = PROCESSORS.filter(
      processor => parts.includes(processor) || parts.includes(`${processor}eabihf`),
    )
    const libc = parts.includes('musl')
      ? ['musl']
      : parts.includes('gnu') && os.includes('linux')
        ? ['glibc']
        : []
    if (os.length === 0 && cpu.length === 0) throw new Error(`${name} does not say which platform it is for.`)
    lock.packages[`node_modules/${name}`] = {
      version: version.replace(/^[~^]/, ''),
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(dev ? { dev } : {}),
      ...(libc.length > 0 ? { libc } : {}),
      optional: true,
      ...(os.length > 0 ? { os } : {}),
    }
    console.log(`added ${name}@${version}`)
  }
}

const [root, ...rest] = Object.entries(lock.packages)
lock.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => (a < b ? -1 : 1))])
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
