import type { Command, Help } from 'commander'
import { silentOutput } from './output.ts'
import { program } from './program.ts'

/** The command line as Markdown: docs/cli.md is this text. */
export async function commandLinePage(): Promise<string> {
  const debrief = await program(silentOutput)
  return [
    '# Command line',
    '',
    'In the project’s folder every command is `npx debrief …`. This page is generated from the commands themselves',
    '(`npm run docs`).',
    '',
    'Results go to standard output; progress, notes and errors to standard error. `--json` prints the result as one line of',
    'JSON. Exit codes: 0 when all of it worked, 1 when something failed (also in part), 2 when the command line is wrong.',
    '',
    '| environment variable | meaning |',
    '|---|---|',
    '| `DEBRIEF_STORE` | the store, where `--store` is not given |',
    '| `DEBRIEF_LOG` | what the server logs: `trace`, `debug`, `info`, `warn` (default), `error`, `fatal`, `silent` |',
    '| `NO_COLOR` | set to anything, no colours are used |',
    ...debrief.commands.flatMap(command => section(command, 'debrief')),
    '',
  ].join('\n')
}

function section(command: Command, parent: string): string[] {
  if (command.name() === 'help') return []
  const name = `${parent} ${command.name()}`
  const options = command.createHelp().visibleOptions(command)
  return [
    '',
    `## ${name}`,
    '',
    `${capital(command.description())}.`,
    '',
    '```',
    `${name} ${command.usage()}`,
    '```',
    ...(command.commands.length > 0 ? [] : optionTable(command, options)),
    ...examples(command),
    ...command.commands.flatMap(child => section(child, name)),
  ]
}

function optionTable(command: Command, options: ReturnType<Help['visibleOptions']>): string[] {
  const help = command.createHelp()
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  return [
    '',
    '| | |',
    '|---|---|',
    ...help
      .visibleArguments(command)
      .map(a => `| \`${help.argumentTerm(a)}\` | ${cell(help.argumentDescription(a))} |`),
    ...options.map(o => `| \`${cell(help.optionTerm(o))}\` | ${cell(help.optionDescription(o))} |`),
  ]
}

/** What a command adds to its help: its examples and what one has to know. */
function examples(command: Command): string[] {
  let added = ''
  command.configureOutput({
    writeOut: text => {
      added += text
    },
  })
  command.outputHelp()
  const at = added.indexOf('\nExamples:\n')
  return at < 0 ? [] : ['', '```', added.slice(at + '\nExamples:\n'.length).trimEnd(), '```']
}

const capital = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`
