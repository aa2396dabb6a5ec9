import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { program } from '../src/cli/program.ts'
import { metrics } from '../src/metrics/library.ts'

/**
 * What can be called, set or met is named in the guides; and what the guides call exists. A failure lists what is missing:
 * write it down in docs/ or README.md (`npm run docs` writes the generated pages).
 */

const root = fileURLToPath(new URL('..', import.meta.url))

/** Every page of the documentation, by name. */
const pages = new Map(
  ['README.md', ...readdirSync(join(root, 'docs')).map(name => `docs/${name}`)]
    .filter(name => name.endsWith('.md'))
    .map(name => [name, readFileSync(join(root, name), 'utf8')]),
)

/** Our own sources, without tests. */
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts') && !name.includes('.test.') && !name.includes('testing'))
  .map(name => readFileSync(join(root, 'src', name), 'utf8'))

/** Whether a page has this very word: `--by` is not in `--bytes`, and `NotFound` is not in `PageNotFound`. */
function names(page: string, word: string): boolean {
  const quoted = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\w-])${quoted}(?![\\w-])`).test(page)
}

const documented = (word: string): boolean => [...pages.values()].some(page => names(page, word))

const missing = (words: Iterable<string>): string[] =>
  [...new Set(words)].filter(word => !documented(word)).sort()

/** Every command that does something, as it is typed, with its options. */
const commands = new Map<string, readonly string[]>()
function gather(command: Command, typed: string): void {
  for (const child of command.commands) gather(child, `${typed} ${child.name()}`)
  if (command.commands.length === 0)
    commands.set(
      typed,
      command.options.map(option => option.long ?? ''),
    )
}
const quiet = () => {}
gather(
  await program({
    print: quiet,
    json: quiet,
    note: quiet,
    fail: quiet,
    progress: quiet,
    onFailure: quiet,
    close: quiet,
  }),
  'debrief',
)

const found = (pattern: RegExp): string[] =>
  sources.flatMap(text => [...text.matchAll(pattern)].map(match => match[1]!))

/** Codes of errors, where they are made: `new ApiError(404, 'NotFound'`, and the codes of the query language. */
const errorCodes = [
  ...found(/new ApiError\(\s*[\w.]+,\s*'(\w+)'/g),
  ...found(/export type ODataErrorCode =([^\n]*(?:\n {2}\|[^\n]*)*)/g).flatMap(union =>
    [...union.matchAll(/'(\w+)'/g)].map(match => match[1]!),
  ),
]

const variables = [
  ...found(/process\.env\.([A-Z][A-Z0-9_]*)/g),
  ...found(/\.env\('([A-Z][A-Z0-9_]*)'\)/g),
  // Read by the package that colours.
  'NO_COLOR',
].filter(name => !name.startsWith('UV_'))

describe('the guides name', () => {
  test('every command', () => {
    expect(commands.size).toBeGreaterThan(8)
    expect(missing(commands.keys())).toEqual([])
  })

  test('every option, on a page that is about its command', () => {
    const unnamed = [...commands].flatMap(([command, options]) =>
      options
        .filter(option => ![...pages.values()].some(page => names(page, command) && names(page, option)))
        .map(option => `${command} ${option}`),
    )
    expect(unnamed).toEqual([])
  })

  test('every environment variable', () => {
    expect(variables).toEqual(expect.arrayContaining(['DEBRIEF_STORE', 'DEBRIEF_LOG']))
    expect(missing(variables)).toEqual([])
  })

  test('every metric', () => {
    expect(missing(metrics().keys())).toEqual([])
  })

  test('every code of an error', () => {
    expect(errorCodes).toEqual(
      expect.arrayContaining(['InvalidKey', 'NotFound', 'LimitExceeded', 'QueryTimeout']),
    )
    expect(missing(errorCodes)).toEqual([])
  })
})

describe('the guides call nothing that does not exist', () => {
  /** Command lines in code: `debrief …` up to the end of the line or of the code. */
  const lines = [...pages].flatMap(([page, text]) =>
    [...text.matchAll(/(?:^|[`$|&;(]|npx )\s*debrief ((?:[a-z-]+)(?:[^`\n|&;)]*))/gm)].map(
      match => [page, `debrief ${match[1]!.split(/\s{3,}|\s#/)[0]}`] as const,
    ),
  )

  test('in their command lines', () => {
    expect(lines.length).toBeGreaterThan(10)
    const groups = [...commands.keys()].map(command => command.split(' ').slice(0, 2).join(' '))
    const wrong = lines.flatMap(([page, line]) => {
      const command = [...commands.keys()]
        .filter(typed => names(line, typed) && line.startsWith(typed))
        .at(-1)
      // A group of commands may be named without one of them: `debrief keys`.
      if (!command)
        return groups.some(group => /^( \[.*)?$/.test(line.trim().replace(group, '')))
          ? []
          : [`${page}: ${line}`]
      const known = [...commands.get(command)!, '--help']
      return (line.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [])
        .filter(option => !known.includes(option))
        .map(option => `${page}: ${command} has no ${option}`)
    })
    expect(wrong).toEqual([])
  })
})
