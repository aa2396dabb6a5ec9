import { Command } from 'commander'
import { signInSettings } from '../access/settings.ts'
import { ConfigError } from '../config/yaml-text.ts'
import { dashboardSettings } from '../dashboards/settings.ts'
import { mailSettings } from '../notify/mail.ts'
import { notifications } from '../notify/settings.ts'
import { configuredSources, knownSources } from '../sync/configured-sources.ts'
import { type Schedule, schedulesOf } from '../sync/schedules.ts'
import { resolveCredential } from '../sync/sources.ts'
import { type ConfigOptions, readConfig, withConfig } from './config-option.ts'
import { type StoreOptions, usingStore, withStore } from './options.ts'
import { CommandError, errorText, type Output, table } from './output.ts'

const EXAMPLES = `
Examples:
  debrief config check
  debrief config check --config /etc/debrief.yaml`

const CHECK_EXAMPLES = `
Examples:
  debrief config check
  debrief config check --config /etc/debrief.yaml
  debrief config check --json

It reads every part of debrief.yaml, lists all mistakes with their lines, and says when each schedule is next. Nothing is run.
The parts are explained in docs/configuration.md.`

export function configCommand(output: Output): Command {
  return new Command('config')
    .description('debrief.yaml, the settings that are kept in a file')
    .addHelpText('after', EXAMPLES)
    .addCommand(check(output).addHelpText('after', CHECK_EXAMPLES))
}

function check(output: Output): Command {
  return withConfig(
    withStore(new Command('check').description('check debrief.yaml, and say when its schedules are next')),
  ).action(async (options: StoreOptions & ConfigOptions) => {
    const mistakes: string[] = []
    const noting = <T>(read: () => T): T | undefined => {
      try {
        return read()
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error
        mistakes.push(...error.message.split('\n'))
        return undefined
      }
    }
    const config = readConfig(options)
    // With those of metrics.
    noting(() => dashboardSettings(config))
    noting(() => mailSettings(config))
    noting(() => notifications(config))
    noting(() => signInSettings(config))
    const sources = noting(() => configuredSources(config))
    const schedules = noting(() => schedulesOf(config)) ?? []
    for (const { name, credential } of sources ?? [])
      try {
        resolveCredential(credential)
      } catch (error) {
        // It may be there where the syncs run.
        output.note(`${name}: ${errorText(error)}`)
      }
    const named = new Set(sources?.map(({ name }) => name))
    if (sources && schedules.some(({ source }) => !named.has(source)))
      for (const { name } of await usingStore(options, ({ engine }) => knownSources(engine, config)))
        named.add(name)
    if (sources)
      for (const { source } of schedules)
        if (!named.has(source)) mistakes.push(`a schedule is for "${source}", and there is no such source`)
    const found = [...new Set(mistakes)].sort((a, b) => lineIn(a) - lineIn(b))
    const times = schedules.map(timesOf)
    if (options.json) output.json({ mistakes: found, schedules: times })
    else {
      for (const mistake of found) output.print(mistake)
      if (found.length === 0) output.print('debrief.yaml is right.')
      if (times.length > 0)
        output.print(
          table(
            ['source', 'entities', 'cron', 'time zone', 'next'],
            times.map(({ source, entities, cron, time_zone, next }) => [
              source,
              entities.length === 5 ? 'all' : entities.join(', '),
              cron,
              time_zone,
              next.join(', '),
            ]),
          ),
        )
    }
    if (found.length > 0)
      output.fail(
        new CommandError(found.length === 1 ? 'There is a mistake.' : `There are ${found.length} mistakes.`),
      )
  })
}

function timesOf(schedule: Schedule): {
  readonly source: string
  readonly entities: readonly string[]
  readonly cron: string
  readonly time_zone: string
  readonly next: readonly string[]
} {
  const next: string[] = []
  for (let at = schedule.next(Date.now()); at !== undefined && next.length < 2; at = schedule.next(at))
    next.push(new Date(at).toISOString().replace('.000', ''))
  return {
    source: schedule.source,
    entities: schedule.entities.map(({ name }) => name),
    cron: schedule.cron,
    time_zone: schedule.timeZone,
    next,
  }
}

const lineIn = (mistake: string): number => Number(/:(\d+):/.exec(mistake)?.[1] ?? Number.POSITIVE_INFINITY)
