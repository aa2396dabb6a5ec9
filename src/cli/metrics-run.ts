import { Command, Option } from 'commander'
import { ORDERS, type Order } from '../metrics/parts.ts'
import { type Answer, metricQuery, runMetric } from '../metrics/run.ts'
import { asked, type MetricOptions, withCuts, withQuestion } from './metric-options.ts'
import { usingStore, wholeNumber } from './options.ts'
import { type Output, table } from './output.ts'

const EXAMPLES = `
Examples:
  debrief metrics run conversations --from 2026-08-01 --to 2026-09-01
  debrief metrics run conversations --from 2026-08-01 --to 2026-09-01 --by route --by domain
  debrief metrics run deflection --from 2026-08-01 --to 2026-09-01 --grain week --json
  debrief metrics run deflection --from 2026-08-01 --to 2026-09-01 --variant confirmed --by department --compare
  debrief metrics run tickets --from 2026-08-01 --to 2026-09-01 --tz Europe/Zurich --where platform=slack,msteams
  debrief metrics run plugin_calls --from 2026-08-01 --to 2026-09-01 --by plugin --where platform!=slack
  debrief metrics run plugin_calls --from 2026-08-01 --to 2026-09-01 --by plugin --limit 5
  debrief metrics run active_users --from 2026-08-01 --to 2026-09-01 --by attribute.cost_centre

--to is exclusive: 2026-09-01 means up to the end of August. Cut by what is known of people, numbers about fewer than five of
them are withheld.`

export function runCommand(output: Output): Command {
  return withCuts(withQuestion(new Command('run').description('run a metric over a period')))
    .option('--limit <number>', 'only so many parts; the others are put together')
    .addOption(
      new Option('--order <order>', 'the order of parts (default: value)').choices(Object.keys(ORDERS)),
    )
    .option('--variant <name>', 'another way to count, as metrics show lists them')
    .option('--compare', 'put the number of the period before beside each')
    .option(
      '--minimum-group <people>',
      'withhold numbers about fewer people (default: minimum_group of debrief.yaml, else 5)',
    )
    .addHelpText('after', EXAMPLES)
    .action(
      async (
        id: string,
        options: MetricOptions & {
          limit?: string
          order?: Order
          variant?: string
          compare?: boolean
          minimumGroup?: string
        },
      ) => {
        const { metric, question: plain, settings } = asked(id, options)
        const { limit, order, variant } = options
        const question = {
          ...plain,
          ...(limit ? { limit: wholeNumber('--limit', limit) } : {}),
          ...(order ? { order } : {}),
          ...(variant ? { variant } : {}),
        }
        const minimumGroup = options.minimumGroup
          ? wholeNumber('--minimum-group', options.minimumGroup)
          : settings.minimum_group
        // What cannot be asked is refused before a store is opened for it.
        metricQuery(metric, question)
        const answer = await usingStore(options, ({ engine }) =>
          runMetric(engine, metric, question, {
            ...(options.compare ? { compare: true } : {}),
            ...(minimumGroup ? { minimumGroup } : {}),
          }),
        )
        if (options.json) output.json(answer)
        else print(output, answer)
      },
    )
}

function print(output: Output, { rows, basis }: Answer): void {
  const head = [...new Set(rows.flatMap(row => Object.keys(row)))].filter(name => name !== 'withheld')
  if (rows.length === 0) output.print('No data in this period.')
  else
    output.print(
      table(
        head,
        rows.map(row => head.map(name => (name === 'value' && row.withheld ? 'withheld' : row[name]))),
      ),
    )
  if (basis.orphans > 0)
    output.note(`${basis.orphans} things people did belong to conversations that are not here.`)
  if (basis.quarantined > 0) output.note(`${basis.quarantined} records are in quarantine and do not count.`)
}
