import { Command, Option } from 'commander'
import { metric, metrics } from '../metrics/library.ts'
import { type Answer, GRAINS, type Grain, metricQuery, runMetric } from '../metrics/run.ts'
import { type StoreOptions, usingStore, withStore } from './options.ts'
import { type Output, table } from './output.ts'

const EXAMPLES = `
Examples:
  debrief metrics list
  debrief metrics show deflection
  debrief metrics run conversations --from 2026-08-01 --to 2026-09-01 --by route
  debrief metrics run deflection --from 2026-08-01 --to 2026-09-01 --grain week --json

--to is exclusive: 2026-09-01 means up to the end of August. Days are days in UTC.`

const LIST_EXAMPLES = `
Examples:
  debrief metrics list
  debrief metrics list --json        one JSON array, with notes and dimensions`

const SHOW_EXAMPLES = `
Examples:
  debrief metrics show deflection
  debrief metrics show deflection --json`

const RUN_EXAMPLES = `
Examples:
  debrief metrics run conversations --from 2026-08-01 --to 2026-09-01
  debrief metrics run conversations --from 2026-08-01 --to 2026-09-01 --by route --by domain
  debrief metrics run deflection --from 2026-08-01 --to 2026-09-01 --grain week --json

--to is exclusive: 2026-09-01 means up to the end of August. Days are days in UTC.`

export function metricsCommand(output: Output): Command {
  const command = new Command('metrics')
    .description('list, read and run the metrics')
    .addHelpText('after', EXAMPLES)
  command.addCommand(list(output).addHelpText('after', LIST_EXAMPLES))
  command.addCommand(show(output).addHelpText('after', SHOW_EXAMPLES))
  command.addCommand(runOne(output).addHelpText('after', RUN_EXAMPLES))
  return command
}

function list(output: Output): Command {
  return new Command('list')
    .description('list all metrics')
    .option('--json', 'print the result as one line of JSON')
    .action((options: { json?: boolean }) => {
      const all = [...metrics().values()]
      if (options.json) output.json(all.map(({ sql, ...words }) => words))
      else
        output.print(
          table(
            ['metric', 'unit', 'meaning'],
            all.map(m => [m.id, m.unit, m.sentence]),
          ),
        )
    })
}

function show(output: Output): Command {
  return new Command('show')
    .description('show what a metric means, and its SQL')
    .argument('<metric>', 'its id, as listed')
    .option('--json', 'print the result as one line of JSON')
    .action((id: string, options: { json?: boolean }) => {
      const m = metric(id)
      if (options.json) return output.json(m)
      const number = m.unit === 'share' ? `${m.numerator} / ${m.denominator}` : m.value
      output.print(
        [
          `${m.title} (${m.id})`,
          m.sentence,
          '',
          m.notes.trimEnd(),
          '',
          `Unit:       ${m.unit}`,
          `Number:     ${number}`,
          `Cut by:     ${m.dimensions.join(', ') || 'nothing'}`,
          `Source:     ${m.source}`,
          '',
          'One row for each thing counted:',
          '',
          m.sql,
        ].join('\n'),
      )
    })
}

function runOne(output: Output): Command {
  return withStore(
    new Command('run')
      .description('run a metric over a period')
      .argument('<metric>', 'its id, as listed')
      .requiredOption('--from <date>', 'first day, or instant')
      .requiredOption('--to <date>', 'first day, or instant, after the period')
      .option('--by <dimension...>', 'cut by these dimensions')
      .addOption(new Option('--grain <grain>', 'cut by time').choices(GRAINS)),
  ).action(
    async (
      id: string,
      options: StoreOptions & { from: string; to: string; by?: string[]; grain?: Grain },
    ) => {
      const m = metric(id)
      const { from, to, grain } = options
      const by = options.by?.flatMap(names => names.split(',')).map(name => name.trim())
      const question = { from, to, ...(by ? { by } : {}), ...(grain ? { grain } : {}) }
      // What cannot be asked is refused before a store is opened for it.
      metricQuery(m, question)
      const answer = await usingStore(options, ({ engine }) => runMetric(engine, m, question))
      if (options.json) output.json(answer)
      else output.print(answerTable(answer))
    },
  )
}

function answerTable({ rows }: Answer): string {
  const [first] = rows
  if (!first) return 'No data in this period.'
  const head = Object.keys(first)
  return table(
    head,
    rows.map(row => head.map(name => row[name])),
  )
}
