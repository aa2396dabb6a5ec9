import { Command } from 'commander'
import { factsStatus } from '../facts/facts-status.ts'
import { refreshFacts } from '../facts/refresh-facts.ts'
import { type StoreOptions, usingStore, withStore } from './options.ts'
import { count, type Output, table } from './output.ts'
import { Progress } from './progress.ts'

const EXAMPLES = `
Examples:
  debrief facts status
  debrief facts refresh
  debrief facts rebuild

Metrics bring the facts up to date by themselves. To refresh them after a large import saves the first who asks the wait.`

const examples = (name: string): string => `
Examples:
  debrief facts ${name}
  debrief facts ${name} --json`

export function factsCommand(output: Output): Command {
  const command = new Command('facts')
    .description('what metrics are computed from, derived from the records')
    .addHelpText('after', EXAMPLES)
  command.addCommand(status(output).addHelpText('after', examples('status')))
  for (const name of ['refresh', 'rebuild'] as const)
    command.addCommand(refresh(output, name).addHelpText('after', examples(name)))
  return command
}

function refresh(output: Output, name: 'refresh' | 'rebuild'): Command {
  return withStore(
    new Command(name).description(
      name === 'refresh'
        ? 'derive the conversations whose records changed again'
        : 'derive all conversations again',
    ),
  ).action(async (options: StoreOptions) => {
    const line = new Progress(output, 'facts', 'conversations')
    const done = await usingStore(options, ({ engine }) =>
      refreshFacts(engine, { rebuild: name === 'rebuild', progress: (some, of) => line.show(some, of) }),
    )
    if (options.json) output.json(done)
    else output.print(`${count(done.conversations)} conversations in ${count(done.duration_ms / 1000)} s`)
  })
}

function status(output: Output): Command {
  return withStore(
    new Command('status').description('how many facts there are, and how far they follow the records'),
  ).action(async (options: StoreOptions) => {
    const found = await usingStore(options, ({ engine }) => factsStatus(engine))
    if (options.json) output.json(found)
    else
      output.print(
        table(
          ['', ''],
          Object.entries(found).map(([name, value]) => [name.replaceAll('_', ' '), value]),
        ),
      )
  })
}
