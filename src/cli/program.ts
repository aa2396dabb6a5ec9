import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { type Output, standardOutput } from './output.ts'

/** Exit codes of every command: 0 only when all of it worked. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const

type MakeCommand = (output: Output) => Command

/**
 * Every subcommand, in the order in which `debrief --help` shows them. A command line loads the one it names and no other: servers,
 * metrics and faults take half a second of processor time to load.
 */
const commands: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
  import: async () => (await import('./import.ts')).importCommand,
  source: async () => (await import('./source.ts')).sourceCommand,
  sync: async () => (await import('./sync.ts')).syncCommand,
  ledger: async () => (await import('./ledger.ts')).ledgerCommand,
  config: async () => (await import('./config.ts')).configCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  simulate: async () => (await import('./simulate.ts')).simulateCommand,
  metrics: async () => (await import('./metrics.ts')).metricsCommand,
  dashboards: async () => (await import('./dashboards.ts')).dashboardsCommand,
  facts: async () => (await import('./facts.ts')).factsCommand,
  people: async () => (await import('./people.ts')).peopleCommand,
  keys: async () => (await import('./keys.ts')).keysCommand,
  users: async () => (await import('./users.ts')).usersCommand,
  quarantine: async () => (await import('./quarantine.ts')).quarantineCommand,
  'access-log': async () => (await import('./access-log.ts')).accessLogCommand,
  odata: async () => (await import('./odata.ts')).odataCommand,
  faults: async () => (await import('./faults.ts')).faultsCommand,
}

/**
 * The `debrief` command with its subcommands.
 *
 * @param only the one that is going to be run; all of them when absent, or when there is none of that name
 */
export async function program(output: Output, only?: string): Promise<Command> {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const debrief = new Command('debrief')
    .description('An open Data API and analytics for AI assistants.')
    .version(version)
    .configureOutput({
      writeOut: text => output.print(text.trimEnd()),
      writeErr: text => output.note(text.trimEnd()),
    })
    .exitOverride()
    .addHelpText('after', '\nThe store is --store, else DEBRIEF_STORE, else ./data. Guides: docs/')
  const named = only !== undefined && Object.hasOwn(commands, only) ? commands[only] : undefined
  for (const load of named ? [named] : Object.values(commands))
    debrief.addCommand(inherit((await load())(output), debrief))
  return debrief
}

/** A subcommand made apart from its parent does not inherit the parent's way of ending and printing. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent)
  for (const child of command.commands) inherit(child, parent)
  return command
}

/**
 * Runs one command line.
 *
 * @returns the exit code; errors have been told on standard error
 */
export async function run(args: readonly string[], output: Output = standardOutput()): Promise<number> {
  let exitCode: number | undefined
  output.onFailure(() => {
    exitCode = EXIT.failed
  })
  try {
    await (await program(output, args[0])).parseAsync(['node', 'debrief', ...args])
    return exitCode ?? EXIT.ok
  } catch (error) {
    // Help and version end this way too, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    output.fail(error)
    return isUsage(error) ? EXIT.usage : EXIT.failed
  } finally {
    output.close()
  }
}

/** Errors by which a command line asked for something that cannot be, rather than that something went wrong. */
const USAGE_ERRORS = ['UsageError', 'StoreLocationError', 'MetricError', 'PlanError', 'ConfigError']

// By name: importing the classes would load half of the program.
const isUsage = (error: unknown): boolean => error instanceof Error && USAGE_ERRORS.includes(error.name)
