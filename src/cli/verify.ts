import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Command, Option } from 'commander'
import { entities } from '../schema/entities.ts'
import { parseStoreLocation, type StoreLocation } from '../store/location.ts'
import { openStore } from '../store/open-store.ts'
import {
  type Difference,
  differenceKinds,
  type EntityVerdict,
  type Equality,
  type Verdict,
  verify,
} from '../verify/verify.ts'
import { entityNamed, type StoreOptions, withStore } from './options.ts'
import { CommandError, count, type Output, table, UsageError } from './output.ts'
import { Progress } from './progress.ts'

const EXAMPLES = `
Examples:
  debrief verify --source-store './data?database=source' --store ./data
  debrief verify --source-store http://user:password@host:8123/debrief --store ./copy --entity users
  debrief verify --source-store ./data --store ./extracted --values --json

Exit code 0 means the store has exactly the records of the source. What the kinds of difference mean: docs/faults.md`

interface VerifyCommandOptions extends StoreOptions {
  readonly sourceStore: string
  readonly entity?: readonly string[]
  readonly values?: boolean
  readonly limit: string
}

export function verifyCommand(output: Output): Command {
  return withStore(
    new Command('verify')
      .description('say which records of a store are not those of its source')
      .addOption(
        new Option(
          '--source-store <place>',
          'the store with the truth, as --store is named',
        ).makeOptionMandatory(),
      )
      .option('--entity <entity...>', 'only these entities')
      .option('--values', 'compare what the schema reads from records, rather than their JSON')
      .option('--limit <number>', 'how many examples of each kind to show for an entity', '10'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: VerifyCommandOptions) => {
      const examples = Number(options.limit)
      if (!Number.isInteger(examples) || examples < 0 || examples > 10_000)
        throw new UsageError(`--limit is "${options.limit}"; it must be a whole number from 0 to 10000.`)
      const chosen = options.entity?.map(entityNamed) ?? entities
      const equality: Equality = options.values ? 'values' : 'text'
      const places = [options.sourceStore, options.store] as const
      const verdict = await withBoth(places, async (source, store) => {
        const lines = new Map(chosen.map(({ name }) => [name, new Progress(output, name, 'suspect records')]))
        return verify({
          source,
          store,
          entities: chosen,
          equality,
          examples,
          progress: (entity, done, total) => lines.get(entity)?.show(done, total),
        })
      })
      if (options.json) output.json(verdict)
      else printVerdict(verdict, text => output.print(text))
      if (!verdict.equal)
        output.fail(new CommandError('The store does not have exactly the records of its source.'))
    })
}

type Engines = Awaited<ReturnType<typeof openStore>>['engine']

/** Opens both stores. A process holds one directory: where there are two, another process holds the first. */
async function withBoth<T>(
  [sourcePlace, storePlace]: readonly [string, string],
  work: (source: Engines, store: Engines) => Promise<T>,
): Promise<T> {
  const [there, here] = [parseStoreLocation(sourcePlace), parseStoreLocation(storePlace)]
  const holder = isElsewhere(there, here) ? await hold(sourcePlace) : undefined
  try {
    const store = await openStore(here)
    try {
      const source = await openStore(there)
      try {
        return await work(source.engine, store.engine)
      } finally {
        await source.close()
      }
    } finally {
      await store.close()
    }
  } finally {
    await holder?.stop()
  }
}

function isElsewhere(one: StoreLocation, other: StoreLocation): boolean {
  return one.kind === 'directory' && other.kind === 'directory' && one.directory !== other.directory
}

/** Has a store held by a process that other processes can reach it through; it may be held by one already. */
async function hold(place: string): Promise<{ stop(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    [process.argv[1]!, 'serve', '--store', place, '--port', '0', '--json'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const line = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  if (line.done) {
    await ended
    throw new CommandError(`The store ${place} cannot be opened. ${said.trim().replace(/^error /, '')}`)
  }
  return {
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

function printVerdict({ entities: verdicts }: Verdict, print: (text: string) => void): void {
  const kinds = differenceKinds.filter(kind => verdicts.some(({ differences }) => differences[kind] > 0))
  print(
    table(
      ['entity', 'source', 'store', 'equal', ...kinds],
      verdicts.map(({ entity, source, store, equal, differences }) => [
        entity,
        source,
        store,
        equal,
        ...kinds.map(kind => differences[kind]),
      ]),
    ),
  )
  const respelled = verdicts.reduce((sum, verdict) => sum + verdict.respelled, 0)
  if (respelled > 0) print(`\n${count(respelled)} of the equal records are written differently as JSON.`)
  const examples = verdicts.flatMap(({ entity, examples }: EntityVerdict) =>
    examples.map(example => [entity, ...describeDifference(example)]),
  )
  if (examples.length === 0) return
  print('')
  print(table(['entity', 'kind', 'id', 'updated in source', 'updated in store', 'differs in'], examples))
}

function describeDifference({ kind, id, source, store, attributes = [] }: Difference): string[] {
  return [kind, id, source ?? '', store ?? '', attributes.join(', ')]
}
