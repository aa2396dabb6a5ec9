import { describeSecret, readSecret, type SecretReference } from '../config/secrets.ts'
import { type Engine, rows } from '../store/engine.ts'
import { endAlarms } from './alarms.ts'
import type { Credential } from './authorizer.ts'
import type { Policies } from './policies.ts'

export type CredentialReference =
  | { readonly kind: 'key'; readonly key: SecretReference }
  | {
      readonly kind: 'oauth'
      readonly clientId: string
      readonly clientSecret: SecretReference
    }

/** How a source is read; what is absent is as by default. Times in milliseconds. */
export interface SourceSettings {
  readonly lookBackMs?: number
  readonly settleMs?: number
  /** Requests a second, and at once, at most. */
  readonly rate?: number
  readonly parallel?: number
  /** What to do about what nobody documented. */
  readonly policies?: Policies
}

/** A Data API that is synced by name. */
export interface Source {
  readonly name: string
  readonly url: string
  readonly credential: CredentialReference
  readonly settings: SourceSettings
}

/** The regions of the vendor's service, by the names people give them. */
export const REGIONS: Readonly<Record<string, string>> = {
  us: 'https://api.moveworks.ai/export/v1/records',
  eu: 'https://api.am-eu-central.moveworks.ai/export/v1/records',
  ca: 'https://api.am-ca-central.moveworks.ai/export/v1/records',
  gov: 'https://api.moveworksgov.ai/export/v1/records',
  jp: 'https://api.jp.moveworks.com/export/v1/records',
  uk: 'https://api.uk.moveworks.com/export/v1/records',
}

/** Adds a source, or puts it in the place of the one of that name. */
export async function saveSource(engine: Engine, source: Source): Promise<void> {
  await write(engine, source, false)
}

/**
 * Forgets a source, if there is one of that name. What was synced from it stays, and so does its ledger; what is wrong with it
 * ends.
 *
 * @param elsewhere addresses that others, such as a file, still know: what is wrong there stays
 */
export async function removeSource(
  engine: Engine,
  name: string,
  elsewhere: readonly string[] = [],
): Promise<void> {
  const sources = await listSources(engine)
  const source = sources.find(one => one.name === name)
  if (!source) return
  const others = [...elsewhere, ...sources.filter(one => one !== source).map(({ url }) => url)]
  const isLast = !others.includes(source.url)
  await write(engine, isLast ? source : { ...source, url: '' }, true)
  if (isLast) await endAlarms(engine, source.url)
}

/** Says that an address which has no name is not to be read any more: one of a command line, or of a file it was taken out of. */
export async function removeAddress(engine: Engine, url: string): Promise<void> {
  await write(engine, { name: url, url, credential: null, settings: {} }, true)
  await endAlarms(engine, url)
}

async function write(
  engine: Engine,
  source: Omit<Source, 'credential'> & { readonly credential: CredentialReference | null },
  removed: boolean,
): Promise<void> {
  await engine.run({
    sql: `INSERT INTO sync_sources (name, url, credential, options, removed, updated_time)
          SELECT {name:String}, {url:String}, {credential:String}, {options:String}, {removed:Bool}, now64(6)`,
    params: {
      name: source.name,
      url: source.url,
      credential: JSON.stringify(source.credential),
      options: JSON.stringify(source.settings),
      removed,
    },
  })
}

/** All sources that were added, by name. */
export async function listSources(engine: Engine): Promise<Source[]> {
  const found = await rows<{ name: string; url: string; credential: string; options: string }>(engine, {
    sql: 'SELECT name, url, credential, options FROM sync_sources FINAL WHERE NOT removed ORDER BY name',
  })
  return found.map(({ name, url, credential, options }) => ({
    name,
    url,
    credential: JSON.parse(credential) as CredentialReference,
    settings: JSON.parse(options) as SourceSettings,
  }))
}

/**
 * Fetches the secrets a credential refers to.
 *
 * @throws SecretError when one is not there, saying where it was looked for
 */
export function resolveCredential(
  reference: CredentialReference,
  environment: NodeJS.ProcessEnv = process.env,
): Credential {
  return reference.kind === 'key'
    ? { kind: 'key', key: readSecret(reference.key, 'the key to the source', environment) }
    : {
        kind: 'oauth',
        clientId: reference.clientId,
        clientSecret: readSecret(reference.clientSecret, 'the secret to the source', environment),
      }
}

/** Where a credential is found, for people. */
export function describeCredential(reference: CredentialReference): string {
  return reference.kind === 'key'
    ? `key in ${describeSecret(reference.key)}`
    : `client ${reference.clientId}, secret in ${describeSecret(reference.clientSecret)}`
}
