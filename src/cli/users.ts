import { userInfo } from 'node:os'
import { Argument, Command, Option } from 'commander'
import { type EventKind, recordEvent } from '../access/access-events.ts'
import { LINK_HOURS, linkAddress, makeLink } from '../access/links.ts'
import { ROLES, type Role } from '../access/roles.ts'
import { signInSettings } from '../access/settings.ts'
import {
  addUser,
  type KnownUser,
  listUsers,
  removeUser,
  setDisabled,
  setRole,
  userNamed,
} from '../access/users.ts'
import type { Engine } from '../store/engine.ts'
import { type ConfigOptions, readConfig, withConfig } from './config-option.ts'
import { type StoreOptions, usingStore, withStore } from './options.ts'
import { CommandError, type Output, table, UsageError } from './output.ts'
import { usersLogCommand } from './users-log.ts'

const EXAMPLES = `
Examples:
  debrief users add ada@example.com --role administrator
  debrief users add bob@example.com --role viewer --url https://data.example.com --json
  debrief users list
  debrief users role bob@example.com analyst
  debrief users reset bob@example.com            a new link, when the password is forgotten
  debrief users disable bob@example.com
  debrief users remove bob@example.com
  debrief users log --since 7d

Roles: a viewer sees numbers; an analyst also the rows behind them, without text; a transcript-reader also conversations, each
opening of which is written down; an administrator everything, and who else may. Passwords are never on the command line: a link,
good once, lets people set their own. Running servers learn of a change within two seconds. → docs/sign-in.md`

const ADD_EXAMPLES = `
Examples:
  debrief users add ada@example.com --role administrator
  debrief users add bob@example.com --role viewer --url https://data.example.com --json     {"id","name","role","link","hours"}

The link is shown once. Send it to them by a way that only they read; it is good for ${LINK_HOURS} hours, once. From the first user on
everybody has to sign in, so make that one an administrator.`

/** What is done to one user alone: the word, what it does, what is written down of it. */
const CHANGES = [
  [
    'disable',
    'let somebody in no more, and end their sessions',
    'user_disabled',
    (engine, id) => setDisabled(engine, id, true),
  ],
  ['enable', 'let somebody in again', 'user_enabled', (engine, id) => setDisabled(engine, id, false)],
  ['remove', 'remove somebody for good, and end their sessions', 'user_removed', removeUser],
] as const satisfies readonly (readonly [
  string,
  string,
  string,
  (engine: Engine, id: string) => Promise<unknown>,
])[]

const example = (command: Command, words: string): Command =>
  command.addHelpText('after', `\nExamples:\n  debrief users ${words}`)

export function usersCommand(output: Output): Command {
  const users = new Command('users')
    .description('say who may see the dashboards, and see who did what')
    .addHelpText('after', EXAMPLES)
  users.addCommand(add(output).addHelpText('after', ADD_EXAMPLES))
  users.addCommand(example(list(output), 'list --json       one JSON array'))
  users.addCommand(example(role(output), 'role bob@example.com analyst'))
  users.addCommand(example(reset(output), 'reset bob@example.com       prints the link to send'))
  for (const [verb, description, kind, work] of CHANGES)
    users.addCommand(example(change(output, verb, description, kind, work), `${verb} bob@example.com`))
  users.addCommand(usersLogCommand(output))
  return users
}

interface LinkOptions extends StoreOptions, ConfigOptions {
  readonly url?: string
}

const withLink = (command: Command): Command =>
  withConfig(
    withStore(command).option(
      '--url <url>',
      'where people reach the dashboards; else public_url of debrief.yaml, else this machine',
    ),
  )

const roleOption = (): Option =>
  new Option('--role <role>', 'what they may see').choices(ROLES).makeOptionMandatory()

function add(output: Output): Command {
  return withLink(
    new Command('add')
      .description('add somebody and show the link with which they set their password, this once')
      .argument('<name>', 'what they sign in with: an e-mail address, or a name')
      .addOption(roleOption()),
  ).action(async (name: string, options: LinkOptions & { role: Role }) => {
    const base = baseOf(options)
    const { added, alone } = await usingStore(options, async ({ engine }) => {
      const id = await addUser(engine, { name, role: options.role })
      await recordEvent(engine, 'user_added', operator(), { about: name.trim(), detail: options.role })
      const link = await linkFor(engine, id, name.trim(), base)
      const users = await listUsers(engine)
      return {
        added: { id, name: name.trim(), role: options.role, ...link },
        alone: users.every(user => user.role !== 'administrator'),
      }
    })
    if (options.json) output.json(added)
    else output.print(`${added.link}\n\n${added.name} is ${phrase(added.role)}. ${LINK_NOTE}`)
    if (alone)
      output.note(
        'There is no administrator yet. Add one with: debrief users add <name> --role administrator',
      )
  })
}

function reset(output: Output): Command {
  return withLink(
    new Command('reset')
      .description(
        'show a new link with which somebody sets their password; the one so far stays good until they do',
      )
      .argument('<name>', 'as listed by: debrief users list'),
  ).action(async (name: string, options: LinkOptions) => {
    const base = baseOf(options)
    const made = await usingStore(options, async ({ engine }) => {
      const user = await named(engine, name)
      if (user.issuer !== '')
        throw new CommandError(`${user.name} signs in with ${user.issuer} and has no password here.`)
      return { id: user.id, name: user.name, ...(await linkFor(engine, user.id, user.name, base)) }
    })
    if (options.json) output.json(made)
    else output.print(`${made.link}\n\nFor ${made.name}. ${LINK_NOTE}`)
  })
}

function list(output: Output): Command {
  return withStore(new Command('list').description('list all users, without their passwords')).action(
    async (options: StoreOptions) => {
      const users = await usingStore(options, ({ engine }) => listUsers(engine))
      if (options.json) output.json(users)
      else if (users.length === 0)
        output.print('There are no users yet. Add one with: debrief users add <name> --role administrator')
      else
        output.print(
          table(
            ['name', 'role', 'state', 'signs in with', 'added', 'last sign-in'],
            users.map(user => [
              user.name,
              user.role,
              user.state,
              user.issuer || 'password',
              user.created_time,
              user.last_sign_in_time ?? 'never',
            ]),
          ),
        )
    },
  )
}

function role(output: Output): Command {
  return withStore(
    new Command('role')
      .description('give somebody another role, and end their sessions')
      .argument('<name>', 'as listed by: debrief users list')
      .addArgument(new Argument('<role>', 'what they may see').choices(ROLES)),
  ).action(async (name: string, role: Role, options: StoreOptions) => {
    const user = await usingStore(options, async ({ engine }) => {
      const user = await named(engine, name)
      await setRole(engine, user.id, role)
      await recordEvent(engine, 'role_changed', operator(), {
        about: user.name,
        detail: `${user.role} → ${role}`,
      })
      return user
    })
    if (options.json) output.json({ id: user.id, name: user.name, role })
    else output.print(`${user.name} is ${phrase(role)} now.`)
  })
}

function change(
  output: Output,
  verb: string,
  description: string,
  kind: EventKind,
  work: (engine: Engine, id: string) => Promise<void>,
): Command {
  return withStore(
    new Command(verb).description(description).argument('<name>', 'as listed by: debrief users list'),
  ).action(async (name: string, options: StoreOptions) => {
    const user = await usingStore(options, async ({ engine }) => {
      const user = await named(engine, name)
      await work(engine, user.id)
      await recordEvent(engine, kind, operator(), { about: user.name })
      return user
    })
    if (options.json) output.json({ id: user.id, name: user.name, [`${verb}d`]: true })
    else output.print(`${user.name} is ${verb}d.`)
  })
}

const LINK_NOTE = `The link lets them set a password, once, within ${LINK_HOURS} hours. It is not shown again.`

const phrase = (role: Role): string => (/^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`)

/** Where people reach the dashboards, as far as this command can know. */
function baseOf(options: LinkOptions): string {
  if (options.url !== undefined && !/^https?:\/\/[^/]/i.test(options.url))
    throw new UsageError(`--url is "${options.url}"; it must be a URL, such as https://debrief.example.com.`)
  return options.url ?? signInSettings(readConfig(options)).public_url ?? 'http://127.0.0.1:8080'
}

/** Whoever has the store: who that is on this machine. */
function operator(): { id: string; name: string; from: { address: string; agent: string } } {
  return { id: '', name: `${accountName()} (command line)`, from: { address: '', agent: 'debrief' } }
}

function accountName(): string {
  try {
    return userInfo().username
  } catch {
    // A process may run as a number that has no account, as in containers.
    return `account ${process.getuid?.() ?? 'unknown'}`
  }
}

async function linkFor(engine: Engine, id: string, name: string, base: string) {
  const link = linkAddress(base, await makeLink(engine, id))
  await recordEvent(engine, 'link_made', operator(), { about: name })
  return { link, hours: LINK_HOURS }
}

/** @throws CommandError when there is nobody of that name */
async function named(engine: Engine, name: string): Promise<KnownUser> {
  const user = await userNamed(engine, name)
  if (!user) throw new CommandError(`There is no user "${name}". List them with: debrief users list`)
  return user
}
