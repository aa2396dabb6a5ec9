import { Command } from 'commander'
import { compareVariants, rowsBehind } from '../metrics/explain.ts'
import { rowsQuery } from '../metrics/query.ts'
import { reconcile } from '../metrics/reconcile.ts'
import { metricQuery } from '../metrics/run.ts'
import { asked, type MetricOptions, withQuestion } from './metric-options.ts'
import { usingStore, wholeNumber } from './options.ts'
import { type Output, table, UsageError } from './output.ts'

const EXPLAIN_EXAMPLES = `
Examples:
  debrief metrics explain tickets --from 2026-08-01 --to 2026-09-01
  debrief metrics explain deflection --from 2026-08-01 --to 2026-08-02 --where deflected=false --limit 20 --json

Rows name records by their ids; what was said stays in the records.`

const COMPARE_EXAMPLES = `
Examples:
  debrief metrics compare deflection --variant confirmed --from 2026-08-01 --to 2026-09-01
  debrief metrics compare conversation_resolution --variant copilot_studio --variant zendesk --from 2026-08-01 --to 2026-09-01

With one --variant it is compared with the metric's own definition.`

const RECONCILE_EXAMPLES = `
Examples:
  debrief metrics reconcile conversations --expected 1234 --from 2026-08-01 --to 2026-09-01
  debrief metrics reconcile deflection --expected 0.61 --from 2026-08-01 --to 2026-09-01 --json

It tries variants, time zones, ranges a day longer or shorter, and people left out or not, and says what comes nearest.`

export function explainCommand(output: Output): Command {
  return withQuestion(new Command('explain').description('list the rows behind a number'))
    .option('--limit <number>', 'how many rows, the newest first', '100')
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action(async (id: string, options: MetricOptions & { limit: string }) => {
      const { metric, question } = asked(id, options)
      const limit = wholeNumber('--limit', options.limit)
      rowsQuery(metric, question, [], rows => [rows])
      const rows = await usingStore(options, ({ engine }) => rowsBehind(engine, metric, question, limit))
      if (options.json) return output.json(rows)
      const [first] = rows
      if (!first) return output.print('No rows in this period.')
      const head = Object.keys(first)
      output.print(
        table(
          head,
          rows.map(row => head.map(name => row[name])),
        ),
      )
    })
}

export function compareCommand(output: Output): Command {
  return withQuestion(
    new Command('compare').description('list the rows that two ways of counting count differently'),
  )
    .requiredOption('--variant <name...>', 'one variant, to compare with the metric itself, or two')
    .addHelpText('after', COMPARE_EXAMPLES)
    .action(async (id: string, options: MetricOptions & { variant: string[] }) => {
      const { metric, question } = asked(id, options)
      const [first, second, third] = options.variant
      if (third !== undefined) throw new UsageError('Two variants can be compared at once.')
      const variants = second === undefined ? ([undefined, first] as const) : ([first, second] as const)
      for (const variant of variants) metricQuery(metric, { ...question, ...(variant ? { variant } : {}) })
      const found = await usingStore(options, ({ engine }) =>
        compareVariants(engine, metric, question, variants),
      )
      if (options.json) return output.json(found)
      if (found.length === 0) return output.print('No row is counted differently.')
      const rules = Object.keys(found[0]!.rule)
      output.print(
        table(
          [...rules, 'rows', variants[0] ?? metric.id, variants[1] ?? metric.id, 'examples'],
          found.map(({ rule, rows, counted, examples }) => [
            ...rules.map(name => rule[name]),
            rows,
            ...counted.map(({ numerator, denominator }) =>
              denominator ? `${numerator} / ${denominator}` : numerator,
            ),
            examples.slice(0, 2).join(' '),
          ]),
        ),
      )
    })
}

export function reconcileCommand(output: Output): Command {
  return withQuestion(new Command('reconcile').description("search for what explains somebody else's number"))
    .requiredOption('--expected <number>', 'the other number; of a share from 0 to 1')
    .addHelpText('after', RECONCILE_EXAMPLES)
    .action(async (id: string, options: MetricOptions & { expected: string }) => {
      const { metric, question } = asked(id, options)
      const expected = Number(options.expected)
      if (options.expected.trim() === '' || !Number.isFinite(expected))
        throw new UsageError(`--expected is "${options.expected}"; it must be a number.`)
      metricQuery(metric, question)
      const found = await usingStore(options, ({ engine }) => reconcile(engine, metric, question, expected))
      if (options.json) return output.json(found)
      const exact = found.filter(({ difference }) => Math.abs(difference) < 1e-9).length
      output.note(
        exact > 0
          ? `${exact} of ${found.length} ways to ask give ${options.expected}. More than one may be so by chance.`
          : `None of ${found.length} ways to ask gives ${options.expected}. The nearest:`,
      )
      output.print(
        table(
          ['asked', 'value', 'difference'],
          found
            .slice(0, 10)
            .map(({ changed, value, difference }) => [changed.join('; ') || 'as it is', value, difference]),
        ),
      )
    })
}
