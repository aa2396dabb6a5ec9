import { parseArgs } from 'node:util'

export interface BenchOptions {
  readonly rows: number
  readonly rounds: number
  readonly json: boolean
}

export const USAGE = `npm run bench -- [--rows 1000000] [--rounds 5] [--json]

Exports all rows over HTTP in pages of 1,000 from \`debrief serve\`, from a server that has the same bytes in memory, and from
a Fastify service on PostgreSQL, and compares rows per second and memory.

  --rows    interactions to export; 100000 makes a quick run
  --rounds  exports of each server; medians are reported
  --json    the result as one line of JSON on standard output`

/** @throws Error saying what is wrong with the arguments; undefined when help is asked for */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  return {
    rows: wholeNumber('--rows', values.rows, 10_000, 10_000_000),
    rounds: wholeNumber('--rounds', values.rounds, 1, 100),
    json: values.json,
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text.replace(/[_,]/g, ''))
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new Error(`${name} is "${text}"; it must be a whole number from ${least} to ${most}.`)
  return value
}
