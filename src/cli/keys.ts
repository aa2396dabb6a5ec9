import { Command } from 'commander'
import { createKey, type KeyInfo, listKeys, revokeKey, rotateKey } from '../api/credentials/keys.ts'
import { SCOPES } from '../api/credentials/scopes.ts'
import { duration, moment } from './moment.ts'
import { type StoreOptions, usingStore, withStore } from './options.ts'
import { type Output, table, UsageError } from './output.ts'

const EXAMPLES = `
Examples:
  debrief keys create --name "Power BI" --scope all
  debrief keys create --name warehouse --scope conversations --scope interactions --expires 90d --json
  debrief keys list
  debrief keys rotate 5f0c1a2b3d4e --overlap 7d
  debrief keys revoke 5f0c1a2b3d4e

A key is shown once, when it is made or rotated. Send it as  Authorization: Bearer <key>  or  Authorization: <key>, or as
the password of HTTP Basic with any user name. With OAuth its id is the client_id, and the whole key the client_secret.`

const CREATE_EXAMPLES = `
Examples:
  debrief keys create --name "Power BI" --scope all
  debrief keys create --name warehouse --scope conversations --scope interactions --expires 2027-01-31
  debrief keys create --name assistant --scope write --expires 90d
  debrief keys create --name warehouse --scope conversations,interactions --json     {"id","name","key","scopes","expires_time"}

"all" and an entity's name allow reading; "write" and "write:<entity>" allow sending records to /ingest.`

const LIST_EXAMPLES = `
Examples:
  debrief keys list
  debrief keys list --json        one JSON array; times are null where they do not apply

When a key was last used comes from the access log: it is there a few seconds after the request.`

const ROTATE_EXAMPLES = `
Examples:
  debrief keys rotate 5f0c1a2b3d4e                              the old secret is good for another day
  debrief keys rotate 5f0c1a2b3d4e --overlap 7d --expires 90d
  debrief keys rotate 5f0c1a2b3d4e --overlap 0 --json           it leaked: the old secret ends at once

The key keeps its id, its name and its scopes. No more than two secrets are good at a time.`

const REVOKE_EXAMPLES = `
Examples:
  debrief keys revoke 5f0c1a2b3d4e

Running servers refuse the key, and every token got with it, within two seconds.`

export function keysCommand(output: Output): Command {
  const keys = new Command('keys')
    .description('make, list, rotate and revoke keys to the Data API')
    .addHelpText('after', EXAMPLES)
  keys.addCommand(create(output).addHelpText('after', CREATE_EXAMPLES))
  keys.addCommand(list(output).addHelpText('after', LIST_EXAMPLES))
  keys.addCommand(rotate(output).addHelpText('after', ROTATE_EXAMPLES))
  keys.addCommand(revoke(output).addHelpText('after', REVOKE_EXAMPLES))
  return keys
}

const EXPIRES = '--expires <when>'
const EXPIRES_MEANING = 'when it ends: after a time (90d), or at a day (2027-01-31, UTC); never by default'

function create(output: Output): Command {
  return withStore(
    new Command('create')
      .description('make a key and show it, this once')
      .requiredOption('--name <name>', 'what it is for')
      .requiredOption('--scope <scope...>', `what it may do: ${SCOPES.join(', ')}`)
      .option(EXPIRES, EXPIRES_MEANING),
  ).action(async (options: StoreOptions & { name: string; scope: string[]; expires?: string }) => {
    const scopes = options.scope.flatMap(scope => scope.split(',')).map(scope => scope.trim())
    for (const scope of scopes)
      if (!SCOPES.includes(scope))
        throw new UsageError(`"${scope}" is not a scope; there are ${SCOPES.join(', ')}.`)
    const expires = expiry(options.expires)
    const key = await usingStore(options, ({ engine }) =>
      createKey(engine, options.name, scopes, { expires: expires ?? null }),
    )
    if (options.json) output.json(key)
    else
      output.print(
        `${key.key}\n\nKey ${key.id} (${key.name}) has the scopes ${key.scopes.join(', ')}${until(key)}. It is not shown again.`,
      )
  })
}

function list(output: Output): Command {
  return withStore(new Command('list').description('list all keys, without their secrets')).action(
    async (options: StoreOptions) => {
      const keys = await usingStore(options, ({ engine }) => listKeys(engine))
      if (options.json) output.json(keys)
      else if (keys.length === 0)
        output.print('There are no keys yet. Make one with: debrief keys create --name x --scope all')
      else
        output.print(
          table(
            ['id', 'name', 'scopes', 'state', 'created', 'expires', 'last used'],
            keys.map(k => [
              k.id,
              k.name,
              k.scopes.join(' '),
              stateOf(k),
              k.created_time,
              k.expires_time ?? 'never',
              k.last_used_time ?? 'never',
            ]),
          ),
        )
    },
  )
}

function rotate(output: Output): Command {
  return withStore(
    new Command('rotate')
      .description('give a key a new secret and show it, this once')
      .argument('<id>', 'as listed by: debrief keys list')
      .option('--overlap <time>', 'how long the old secret stays good: 7d, 12h, 0', '1d')
      .option(EXPIRES, 'a new end of the key: 90d, or 2027-01-31; without it the end stays as it is'),
  ).action(async (id: string, options: StoreOptions & { overlap: string; expires?: string }) => {
    const overlapMs = duration(options.overlap, '--overlap')
    const expires = expiry(options.expires)
    const key = await usingStore(options, ({ engine }) => rotateKey(engine, id, { overlapMs, expires }))
    const old = key.old_secret_until
    if (options.json) output.json(key)
    else
      output.print(
        `${key.key}\n\nKey ${id} (${key.name}) has a new secret${until(key)}. It is not shown again. ${
          old ? `The old one is good until ${old}.` : 'The old one is not good any more.'
        }`,
      )
  })
}

function revoke(output: Output): Command {
  return withStore(
    new Command('revoke')
      .description('make a key useless, for good')
      .argument('<id>', 'as listed by: debrief keys list'),
  ).action(async (id: string, options: StoreOptions) => {
    await usingStore(options, ({ engine }) => revokeKey(engine, id))
    if (options.json) output.json({ id, revoked: true })
    else output.print(`Key ${id} is revoked.`)
  })
}

function expiry(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const at = moment(text, '--expires', 'from now')
  if (at.getTime() <= Date.now()) throw new UsageError(`--expires is "${text}"; that is over already.`)
  return at
}

const until = ({ expires_time }: { expires_time: string | null }): string =>
  expires_time === null ? '' : ` until ${expires_time}`

function stateOf(key: KeyInfo): string {
  if (key.revoked_time) return `revoked ${key.revoked_time}`
  if (key.expires_time && key.expires_time <= new Date().toISOString()) return 'expired'
  return key.old_secret_until ? `good; old secret until ${key.old_secret_until}` : 'good'
}
