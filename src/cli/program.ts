import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { PlanError } from '../faults/index.ts'
import { MetricError } from '../metrics/definition.ts'
import { StoreLocationError } from '../store/location.ts'
import { accessLogCommand } from './access-log.ts'
import { demoCommand } from './demo.ts'
import { factsCommand } from './facts.ts'
import { faultsCommand } from './faults.ts'
import { importCommand } from './import.ts'
import { keysCommand } from './keys.ts'
import { ledgerCommand } from './ledger.ts'
import { metricsCommand } from './metrics.ts'
import { odataCommand } from './odata.ts'
import { type Output, standardOutput, UsageError } from './output.ts'
import { peopleCommand } from './people.ts'
import { quarantineCommand } from './quarantine.ts'
import { serveCommand } from './serve.ts'
import { simulateCommand } from './simulate.ts'
import { sourceCommand } from './source.ts'
import { syncCommand } from './sync.ts'
import { verifyCommand } from './verify.ts'

/** Exit codes of every command: 0 only when all of it worked. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const

/** Every subcommand, in the order in which `debrief --help` shows them. */
const commands = [
  serveCommand,
  demoCommand,
  importCommand,
  sourceCommand,
  syncCommand,
  ledgerCommand,
  verifyCommand,
  simulateCommand,
  metricsCommand,
  factsCommand,
  peopleCommand,
  keysCommand,
  quarantineCommand,
  accessLogCommand,
  odataCommand,
  faultsCommand,
]

/** The `debrief` command with all its subcommands. */
export function program(output: Output): Command {
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
  for (const command of commands) debrief.addCommand(inherit(command(output), debrief))
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
    await program(output).parseAsync(['node', 'debrief', ...args])
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

/** Whether the command line asked for something that cannot be, rather than that something went wrong. */
function isUsage(error: unknown): boolean {
  return [UsageError, StoreLocationError, MetricError, PlanError].some(type => error instanceof type)
}
