import { createReadStream } from 'node:fs'
import { Command } from 'commander'
import { importPeople } from '../people/import-people.ts'
import { listPeople, type PersonState, peopleAttributes, personHistory } from '../people/read-people.ts'
import { moment } from './moment.ts'
import { type StoreOptions, usingStore, wholeNumber, withStore } from './options.ts'
import { CommandError, count, type Output, table } from './output.ts'

const EXAMPLES = `
Examples:
  debrief people import people.csv
  debrief people list
  debrief people show ana.silva@example.com`

const IMPORT_EXAMPLES = `
Examples:
  debrief people import people.csv
  debrief people import workday.csv --match employee_id --since 2026-08-01
  debrief people import - < people.csv

The first row names the columns. People are found by e-mail address, id or any external id. Columns department, location, country,
role, manager, tester and valid_from are known; any other is kept as an attribute. A person who moves keeps their history.
Exit code 0 means every line was of exactly one person in the store.`

const LIST_EXAMPLES = `
Examples:
  debrief people list
  debrief people list --limit 20 --json`

const SHOW_EXAMPLES = `
Examples:
  debrief people show ana.silva@example.com
  debrief people show 00u1f2g3h4 --json`

const ATTRIBUTES_EXAMPLES = `
Examples:
  debrief people attributes
  debrief people attributes --json

Metrics are cut by them under names such as attribute.cost_centre.`

export function peopleCommand(output: Output): Command {
  const command = new Command('people')
    .description('what you know of people: departments, locations, roles')
    .addHelpText('after', EXAMPLES)
  command.addCommand(importOne(output).addHelpText('after', IMPORT_EXAMPLES))
  command.addCommand(list(output).addHelpText('after', LIST_EXAMPLES))
  command.addCommand(show(output).addHelpText('after', SHOW_EXAMPLES))
  command.addCommand(attributes(output).addHelpText('after', ATTRIBUTES_EXAMPLES))
  return command
}

function importOne(output: Output): Command {
  return withStore(
    new Command('import')
      .description('take over what a CSV file says of people')
      .argument('<file>', 'CSV with a head of names, - for standard input')
      .option('--match <column>', 'the column people are found by')
      .option(
        '--since <moment>',
        'from when on the file is so; now for people who moved, always for new ones',
      ),
  ).action(async (file: string, options: StoreOptions & { match?: string; since?: string }) => {
    const { match, since } = options
    const input = file === '-' ? process.stdin : createReadStream(file)
    const { refusals, ...counts } = await usingStore(options, ({ engine }) =>
      importPeople(engine, input, {
        ...(match ? { match } : {}),
        ...(since ? { since: moment(since, '--since', 'ago').toISOString() } : {}),
      }),
    )
    if (options.json) output.json({ ...counts, refusals })
    else
      output.print(
        Object.entries(counts)
          .map(([name, number]) => `${count(number)} ${name}`)
          .join(', '),
      )
    if (refusals.length > 0) {
      for (const { line, key, reason } of refusals.slice(0, 10))
        output.note(`line ${line}, "${key}": ${reason}`)
      const refused = counts.unmatched + counts.ambiguous
      output.fail(
        new CommandError(
          `${refused === 1 ? '1 line was' : `${count(refused)} lines were`} not of exactly one person.`,
        ),
      )
    }
  })
}

function list(output: Output): Command {
  return withStore(
    new Command('list')
      .description('list people as they are known now')
      .option('--limit <number>', 'how many', '1000'),
  ).action(async (options: StoreOptions & { limit: string }) => {
    const limit = wholeNumber('--limit', options.limit)
    print(output, options, await usingStore(options, ({ engine }) => listPeople(engine, limit)))
  })
}

function show(output: Output): Command {
  return withStore(
    new Command('show')
      .description('show what is known of a person, and since when')
      .argument('<person>', 'id, e-mail address or an external id'),
  ).action(async (key: string, options: StoreOptions) => {
    const history = await usingStore(options, ({ engine }) => personHistory(engine, key))
    if (history.length === 0)
      throw new CommandError(`Nothing is known of "${key}". People are taken over by: debrief people import`)
    print(output, options, history)
  })
}

function attributes(output: Output): Command {
  return withStore(
    new Command('attributes').description('list what else your file says of people, to cut metrics by'),
  ).action(async (options: StoreOptions) => {
    const found = await usingStore(options, ({ engine }) => peopleAttributes(engine))
    if (options.json) output.json(found)
    else if (found.length === 0) output.print('People have no attributes beside the known columns.')
    else
      output.print(
        table(
          ['dimension', 'people', 'values'],
          found.map(({ name, people, values }) => [`attribute.${name}`, people, values]),
        ),
      )
  })
}

function print(output: Output, options: StoreOptions, people: readonly PersonState[]): void {
  if (options.json) output.json(people)
  else if (people.length === 0) output.print('No people. They are taken over by: debrief people import')
  else
    output.print(
      table(
        ['person', 'since', 'department', 'location', 'country', 'role', 'manager', 'tester', 'more'],
        people.map(p => [
          p.email_addr ?? p.user_id,
          p.valid_from?.slice(0, 10) ?? 'always',
          p.department,
          p.location,
          p.country,
          p.role,
          p.manager,
          p.tester ? 'yes' : 'no',
          Object.entries(p.attributes)
            .map(([name, value]) => `${name}: ${value}`)
            .join(', '),
        ]),
      ),
    )
}
