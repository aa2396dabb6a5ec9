import { Command } from 'commander'
import { counting, type Metric } from '../metrics/definition.ts'
import { dimensionsOf } from '../metrics/dimensions.ts'
import { metric, metrics } from '../metrics/library.ts'
import { parameters } from '../metrics/parameters.ts'
import { readSettings } from '../metrics/settings.ts'
import { checkCommand } from './metrics-check.ts'
import { compareCommand, explainCommand, reconcileCommand } from './metrics-explain.ts'
import { runCommand } from './metrics-run.ts'
import { viewsCommand } from './metrics-views.ts'
import { type Output, table } from './output.ts'

const EXAMPLES = `
Examples:
  debrief metrics list
  debrief metrics show deflection
  debrief metrics run conversations --from 2026-08-01 --to 2026-09-01 --by route
  debrief metrics run deflection --from 2026-08-01 --to 2026-09-01 --grain week --json
  debrief metrics explain tickets --from 2026-08-01 --to 2026-09-01

--to is exclusive: 2026-09-01 means up to the end of August. Days are days in --tz, else in UTC. What a company says once
for all its metrics stands in debrief.yaml, in the current folder or at --config.`

const LIST_EXAMPLES = `
Examples:
  debrief metrics list
  debrief metrics list --json        one JSON array, with notes and dimensions`

const SHOW_EXAMPLES = `
Examples:
  debrief metrics show deflection
  debrief metrics show deflection --json`

const PARAMETERS_EXAMPLES = `
Examples:
  debrief metrics parameters
  debrief metrics parameters --json`

export function metricsCommand(output: Output): Command {
  const command = new Command('metrics')
    .description('list, read, run and explain the metrics')
    .addHelpText('after', EXAMPLES)
  command.addCommand(list(output).addHelpText('after', LIST_EXAMPLES))
  command.addCommand(show(output).addHelpText('after', SHOW_EXAMPLES))
  command.addCommand(runCommand(output))
  command.addCommand(explainCommand(output))
  command.addCommand(compareCommand(output))
  command.addCommand(reconcileCommand(output))
  command.addCommand(checkCommand(output))
  command.addCommand(viewsCommand(output))
  command.addCommand(listParameters(output).addHelpText('after', PARAMETERS_EXAMPLES))
  return command
}

function list(output: Output): Command {
  return withConfig(new Command('list').description('list all metrics')).action(
    (options: { json?: boolean; config?: string }) => {
      const all = [...metrics(readSettings(options.config).metrics).values()]
      if (options.json) output.json(all.map(({ sql, ...words }) => words))
      else
        output.print(
          table(
            ['metric', 'family', 'unit', 'meaning'],
            all.map(m => [m.id, m.family, m.unit, m.sentence]),
          ),
        )
    },
  )
}

function show(output: Output): Command {
  return withConfig(
    new Command('show')
      .description('show what a metric means, and its SQL')
      .argument('<metric>', 'its id, as listed'),
  ).action((id: string, options: { json?: boolean; config?: string }) => {
    const m = metric(id, readSettings(options.config).metrics)
    if (options.json) return output.json(m)
    output.print(
      [
        `${m.title} (${m.id})`,
        m.sentence,
        '',
        m.notes.trimEnd(),
        '',
        `Blind spots: ${m.blind_spots.trim()}`,
        `Example:     ${m.example.trim()}`,
        '',
        `Unit:       ${m.unit}`,
        `Number:     ${numberOf(m)}`,
        `Rows:       ${m.grain}`,
        `Cut by:     ${dimensionsOf(m).join(', ')}`,
        ...Object.entries(m.variants).map(
          ([name, v]) => `Variant:    ${name}: ${v.sentence} (${numberOf(m, name)})`,
        ),
        `Source:     ${m.source}`,
        '',
        'The rows:',
        '',
        m.sql,
        ...(m.summary
          ? [
              '',
              `The same number without people and times of day, from ${m.summary.grain}:`,
              '',
              m.summary.sql,
            ]
          : []),
      ].join('\n'),
    )
  })
}

function listParameters(output: Output): Command {
  return new Command('parameters')
    .description('list what metrics may be told, and the defaults')
    .option('--json', 'print the result as one line of JSON')
    .action((options: { json?: boolean }) => {
      if (options.json) return output.json(Object.fromEntries(parameters()))
      output.print(
        table(
          ['parameter', 'default', 'meaning'],
          [...parameters()].map(([name, { default: usual, meaning }]) => [name, String(usual), meaning]),
        ),
      )
    })
}

/** The aggregate of a metric, or of one of its variants. */
function numberOf(m: Metric, variant?: string): string {
  const { value, numerator, denominator } = counting(m, variant)
  return value ?? `${numerator} / ${denominator}`
}

function withConfig(command: Command): Command {
  return command
    .option('--config <file>', 'debrief.yaml, when it is elsewhere')
    .option('--json', 'print the result as one line of JSON')
}
