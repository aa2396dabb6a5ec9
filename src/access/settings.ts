import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../config/yaml-text.ts'
import { ROLES, type Role } from './roles.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

const text = z.string().trim().min(1)
const url = z
  .url({ protocol: /^https?$/, error: 'must be a URL, such as https://login.example.com' })
  .transform(value => value.replace(/\/+$/, ''))
const role = z.enum(ROLES as readonly [Role, ...Role[]])

const oidc = z
  .strictObject({
    /** What the button says: “Sign in with …”. */
    title: text.default('single sign-on'),
    issuer: z.url({ protocol: /^https?$/, error: 'must be a URL, such as https://login.example.com' }),
    client_id: text,
    client_secret_env: text.optional(),
    client_secret_file: text.optional(),
    scopes: z.array(text).default(['openid', 'profile', 'email']),
    /** Where the person’s groups or roles are in what the provider says of them; dots lead into objects. */
    role_claim: text.default('groups'),
    /** For each role the values of that claim that give it. The provider decides at every sign-in. */
    roles: z.partialRecord(role, z.array(text).min(1)).default({}),
    /** For whom none of them is said; without it they are not let in. */
    default_role: role.optional(),
    /** Only people with an e-mail address of these domains. */
    domains: z.array(text.toLowerCase()).default([]),
  })
  .superRefine((value, context) => {
    const note = (name: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [name], message })
    const issuer = new URL(value.issuer)
    if (issuer.protocol === 'http:' && !LOOPBACK.has(issuer.hostname))
      note('issuer', 'must begin with https://: only on this machine may it be plain')
    if (value.client_secret_env !== undefined && value.client_secret_file !== undefined)
      note('client_secret_file', 'is there beside client_secret_env: a secret is in a variable or in a file')
    if (!value.scopes.includes('openid')) note('scopes', 'must have openid among them')
    if (Object.keys(value.roles).length === 0 && value.default_role === undefined)
      note('roles', 'are missing, and so is default_role: nobody would be let in')
  })

const signIn = z
  .strictObject({
    /** Where people reach the dashboards, unless --public-url says it. */
    public_url: url.optional(),
    /** Whether one may sign in with a password beside the provider. */
    passwords: z.boolean().default(true),
    /** A session ends when it was not used for so long, and in any case after so long. */
    idle_hours: z.number().positive().max(720).default(24),
    longest_days: z.number().positive().max(30).default(14),
    oidc: oidc.optional(),
  })
  .prefault({})

/** A provider people sign in with, as `debrief.yaml` says. */
export type OidcSettings = Readonly<z.infer<typeof oidc>>
/** How people sign in. */
export type SignInSettings = Readonly<z.infer<typeof signIn>>

/** How people sign in when nobody says otherwise: with a password. */
export const DEFAULT_SIGN_IN: SignInSettings = signIn.parse({})

/**
 * What `debrief.yaml` says of signing in. Paths are whole.
 *
 * @throws ConfigError that lists everything wrong with it, each with its line
 */
export function signInSettings(config: Config): SignInSettings {
  const { sign_in } = config.sections({ sign_in: signIn }, ({ sign_in }, note) => {
    if (!sign_in.passwords && !sign_in.oidc)
      note(['sign_in', 'passwords'], 'are off, and there is no oidc: nobody could sign in')
  })
  const file = sign_in.oidc?.client_secret_file
  return file === undefined
    ? sign_in
    : { ...sign_in, oidc: { ...sign_in.oidc!, client_secret_file: resolve(config.folder, file) } }
}

/**
 * The secret this service shows the provider; undefined for a public client, which has none.
 *
 * @throws ConfigError when it is not where the settings say
 */
export function clientSecret(
  { client_secret_env: variable, client_secret_file: file }: OidcSettings,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  if (variable !== undefined) {
    const secret = environment[variable]?.trim()
    if (secret) return secret
    throw new ConfigError(
      `The environment variable ${variable} is not set: it must hold the client secret of the sign-in provider.`,
    )
  }
  if (file === undefined) return undefined
  let secret: string
  try {
    secret = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(
      `The file ${file}, which must hold the client secret of the sign-in provider, cannot be read: ${error instanceof Error ? error.message : error}`,
    )
  }
  if (secret === '')
    throw new ConfigError(
      `The file ${file}, which must hold the client secret of the sign-in provider, is empty.`,
    )
  return secret
}
