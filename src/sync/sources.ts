import { readFileSync } from 'node:fs'
import { type Engine, rows } from '../store/engine.ts'
import type { Credential } from './authorizer.ts'
import { SyncError } from './sync-error.ts'

/** Where a secret is found. The store keeps this, and never the secret. */
export type SecretReference = { readonly env: string } | { readonly file: string }

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

/** @returns false when there is no source of that name. What was synced from it stays. */
export async function removeSource(engine: Engine, name: string): Promise<boolean> {
  const source = await findSource(engine, name)
  if (source) await write(engine, source, true)
  return source !== undefined
}

async function write(engine: Engine, source: Source, removed: boolean): Promise<void> {
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

/** All configured sources, by name. */
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

export async function findSource(engine: Engine, name: string): Promise<Source | undefined> {
  return (await listSources(engine)).find(source => source.name === name)
}

/**
 * Fetches the secrets a credential refers to.
 *
 * @throws SyncError when one is not there, saying where it was looked for
 */
export function resolveCredential(
  reference: CredentialReference,
  environment: NodeJS.ProcessEnv = process.env,
): Credential {
  return reference.kind === 'key'
    ? { kind: 'key', key: secretOf(reference.key, environment) }
    : {
        kind: 'oauth',
        clientId: reference.clientId,
        clientSecret: secretOf(reference.clientSecret, environment),
      }
}

function secretOf(reference: SecretReference, environment: NodeJS.ProcessEnv): string {
  if ('env' in reference) {
    const secret = environment[reference.env]?.trim()
    if (secret) return secret
    throw new SyncError(
      `The environment variable ${reference.env} is not set: it must hold the secret to the source.`,
    )
  }
  let text: string
  try {
    text = readFileSync(reference.file, 'utf8')
  } catch (error) {
    throw new SyncError(
      `The file ${reference.file}, which must hold the secret to the source, cannot be read: ${error instanceof Error ? error.message : error}`,
      undefined,
      { cause: error },
    )
  }
  const secret = text.trim()
  if (secret === '')
    throw new SyncError(`The file ${reference.file}, which must hold the secret to the source, is empty.`)
  return secret
}

/** Where a credential is found, for people. */
export function describeCredential(reference: CredentialReference): string {
  const place = (secret: SecretReference): string => ('env' in secret ? `$${secret.env}` : secret.file)
  return reference.kind === 'key'
    ? `key in ${place(reference.key)}`
    : `client ${reference.clientId}, secret in ${place(reference.clientSecret)}`
}
