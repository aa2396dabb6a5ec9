import { Command } from 'commander'
import { type FoundDashboards, readDashboardFiles } from '../dashboards/files/dashboard-file.ts'
import { DashboardFiles } from '../dashboards/files/dashboard-files.ts'
import { dashboardSettings } from '../dashboards/settings.ts'
import { metrics } from '../metrics/library.ts'
import { type ConfigOptions, readConfig, withConfig } from './config-option.ts'
import { CommandError, type Output, table } from './output.ts'

const EXAMPLES = `
Examples:
  debrief dashboards list
  debrief dashboards check
  debrief dashboards check our-dashboards/sales.yaml`

const LIST_EXAMPLES = `
Examples:
  debrief dashboards list
  debrief dashboards list --config /etc/debrief.yaml --json`

const CHECK_EXAMPLES = `
Examples:
  debrief dashboards check                              those that come with Debrief, and those of debrief.yaml
  debrief dashboards check our-dashboards/sales.yaml
  debrief dashboards check our-dashboards --json        every file of a folder

Each mistake is told as file:line: what is wrong. No store is needed: a check before each commit is a good place for it.
What may stand in a dashboard is explained in docs/dashboards.md.`

interface Options extends ConfigOptions {
  readonly json?: boolean
}

export function dashboardsCommand(output: Output): Command {
  return new Command('dashboards')
    .description('the dashboards there are, and whether their files are right')
    .addHelpText('after', EXAMPLES)
    .addCommand(list(output).addHelpText('after', LIST_EXAMPLES))
    .addCommand(check(output).addHelpText('after', CHECK_EXAMPLES))
}

function list(output: Output): Command {
  return withConfig(
    withJson(new Command('list').description('list the dashboards that are shown, in their order')),
  ).action((options: Options) => {
    const { dashboards, problems } = inPlace(options)
    const listed = dashboards.map(({ id, title, own, figures, sections }) => ({
      id,
      title,
      path: own ? `/d/${id}` : id === 'overview' ? '/' : `/${id}`,
      own,
      figures: figures.length,
      panels: sections.reduce((sum, { panels }) => sum + panels.length, 0),
    }))
    if (options.json) output.json(listed)
    else
      output.print(
        table(
          ['dashboard', 'title', 'page', 'figures', 'panels'],
          listed.map(each => [each.id, each.title, each.path, String(each.figures), String(each.panels)]),
        ),
      )
    // What is left out of the list is wrong, and has to be said.
    tellOf(problems, output)
  })
}

function check(output: Output): Command {
  return withConfig(
    withJson(
      new Command('check')
        .description('check the files of dashboards, and list every mistake with its line')
        .argument('[files...]', 'files or folders; all that are shown when absent'),
    ),
  ).action((files: readonly string[], options: Options) => {
    const { dashboards, problems } =
      files.length === 0
        ? inPlace(options)
        : readDashboardFiles(files, metrics(dashboardSettings(readConfig(options)).metrics))
    const count = dashboards.length
    if (options.json) output.json({ dashboards: dashboards.map(({ id }) => id), problems })
    else if (problems.length === 0)
      output.print(count === 1 ? '1 dashboard is right.' : `${count} dashboards are right.`)
    tellOf(problems, output)
  })
}

/** What a server with these settings shows. */
function inPlace(options: Options): FoundDashboards {
  const settings = dashboardSettings(readConfig(options))
  return new DashboardFiles(metrics(settings.metrics), settings.dashboards).all()
}

function tellOf(problems: readonly string[], output: Output): void {
  for (const problem of problems) output.note(problem)
  if (problems.length > 0)
    output.fail(
      new CommandError(
        problems.length === 1 ? 'There is a mistake.' : `There are ${problems.length} mistakes.`,
      ),
    )
}

function withJson(command: Command): Command {
  return command.option('--json', 'print the result as one line of JSON')
}
