import { Command } from 'commander'
import { checkMetric } from '../metrics/check.ts'
import { metric, metrics } from '../metrics/library.ts'
import { readSettings } from '../metrics/settings.ts'
import { type StoreOptions, usingStore, withStore } from './options.ts'
import { CommandError, type Output } from './output.ts'

const EXAMPLES = `
Examples:
  debrief metrics check
  debrief metrics check our_tickets --config ./debrief.yaml

It reads debrief.yaml and the metrics in its folder, and asks each of them in every way it can be asked, on the store.`

export function checkCommand(output: Output): Command {
  return withStore(
    new Command('check')
      .description('check the settings and the metrics of your own')
      .argument('[metric]', 'this one only')
      .option('--config <file>', 'debrief.yaml, when it is elsewhere'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (id: string | undefined, options: StoreOptions & { config?: string }) => {
      const { metrics: folder } = readSettings(options.config)
      const own = id === undefined ? [...metrics(folder).values()] : [metric(id, folder)]
      const mistakes = await usingStore(options, async ({ engine }) => {
        const found: string[] = []
        for (const each of own) found.push(...(await checkMetric(engine, each)))
        return found
      })
      if (options.json) output.json({ metrics: own.length, mistakes })
      else if (mistakes.length === 0)
        output.print(`${own.length === 1 ? '1 metric is' : `${own.length} metrics are`} right.`)
      for (const mistake of mistakes) output.note(mistake)
      if (mistakes.length > 0)
        output.fail(
          new CommandError(
            mistakes.length === 1 ? 'There is a mistake.' : `There are ${mistakes.length} mistakes.`,
          ),
        )
    })
}
