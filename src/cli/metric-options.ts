import { type Command, Option } from 'commander'
import type { Metric } from '../metrics/definition.ts'
import type { Filters } from '../metrics/dimensions.ts'
import { metric } from '../metrics/library.ts'
import type { Question } from '../metrics/query.ts'
import { GRAINS, type Grain } from '../metrics/run.ts'
import { type MetricSettings, readSettings } from '../metrics/settings.ts'
import { type StoreOptions, withStore } from './options.ts'
import { UsageError } from './output.ts'

/** Options of every command that asks a metric something. */
export interface MetricOptions extends StoreOptions {
  readonly from: string
  readonly to: string
  readonly by?: readonly string[]
  readonly grain?: Grain
  readonly tz?: string
  readonly where?: readonly string[]
  readonly parameter?: readonly string[]
  readonly config?: string
}

export function withQuestion(command: Command): Command {
  return withStore(
    command
      .argument('<metric>', 'its id, as listed')
      .requiredOption('--from <date>', 'first day, or instant')
      .requiredOption('--to <date>', 'first day, or instant, after the period')
      .option(
        '--tz <zone>',
        'time zone of days and hours, such as Europe/Zurich (default: time_zone of debrief.yaml, else UTC)',
      )
      .option(
        '--where <dimension=value...>',
        'only rows with this value, or with != only the others; commas between several, none for no value',
      )
      .option('--parameter <name=value...>', 'a value for this run, of those that metrics parameters lists')
      .option('--config <file>', 'debrief.yaml, when it is elsewhere'),
  )
}

export function withCuts(command: Command): Command {
  return command
    .option('--by <dimension...>', 'cut by these dimensions')
    .addOption(new Option('--grain <grain>', 'cut by time').choices(GRAINS))
}

/** The metric, the question and the settings that options stand for. */
export function asked(
  id: string,
  options: MetricOptions,
): { metric: Metric; question: Question; settings: MetricSettings } {
  const settings = readSettings(options.config)
  const { from, to, grain } = options
  const by = options.by?.flatMap(names => names.split(',')).map(name => name.trim())
  const tz = options.tz ?? settings.time_zone
  const question: Question = {
    from,
    to,
    ...(by ? { by } : {}),
    ...(grain ? { grain } : {}),
    ...(tz ? { tz } : {}),
    ...(options.where ? { where: filtersOf(options.where) } : {}),
    parameters: { ...settings.parameters, ...Object.fromEntries(pairs('--parameter', options.parameter)) },
    ...(settings.exclude ? { exclude: settings.exclude } : {}),
  }
  return { metric: metric(id, settings.metrics), question, settings }
}

/** `platform=slack,msteams` counts these alone, `platform!=slack` all others: bash and zsh leave `!=` as it is. */
function filtersOf(given: readonly string[]): Filters {
  const filters: { [dimension: string]: Filters[string] } = {}
  for (const [written, text] of pairs('--where', given)) {
    const excluding = written.endsWith('!')
    const name = (excluding ? written.slice(0, -1) : written).trim()
    if (Object.hasOwn(filters, name))
      throw new UsageError(`--where names ${name} twice; put its values together, with commas between them.`)
    filters[name] = excluding ? { not: text.split(',') } : text.split(',')
  }
  return filters
}

function pairs(option: string, given: readonly string[] = []): [string, string][] {
  return given.map(text => {
    const at = text.indexOf('=')
    if (at < 1) throw new UsageError(`${option} is "${text}"; it must be a name, = and a value.`)
    return [text.slice(0, at).trim(), text.slice(at + 1)]
  })
}
