import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { isVariable, type SecretReference } from '../config/secrets.ts'
import { type Policy, policiesOf } from '../sync/policies.ts'
import { type CredentialReference, REGIONS, type SourceSettings } from '../sync/sources.ts'
import { askSecret, type TypedSecret, whoIsThere } from './ask-secret.ts'
import type { ConfigOptions } from './config-option.ts'
import { duration } from './moment.ts'
import type { StoreOptions } from './options.ts'
import { UsageError } from './output.ts'

/** What describes a source on the command line. */
export interface AddOptions extends StoreOptions, ConfigOptions {
  readonly url?: string
  readonly region?: string
  readonly keyEnv?: string
  readonly keyFile?: string
  readonly clientId?: string
  readonly clientSecretEnv?: string
  readonly clientSecretFile?: string
  readonly rate?: string
  readonly parallel?: string
  readonly lookBack?: string
  readonly settle?: string
  readonly onChange?: Policy
  readonly test: boolean
}

export function sourceName(name: string): string {
  if (/^[\w.-]{1,63}$/.test(name)) return name
  throw new UsageError(`"${name}" cannot be a source’s name: letters, digits, . _ - only, at most 63.`)
}

export function urlOf({ url, region }: AddOptions): string {
  if ((url === undefined) === (region === undefined))
    throw new UsageError('Say where the source is: --region or --url.')
  if (region !== undefined) {
    const known = REGIONS[region.toLowerCase()]
    if (known) return known
    throw new UsageError(`"${region}" is not a region; there are ${Object.keys(REGIONS).join(', ')}.`)
  }
  if (!/^https?:\/\/[^/]+/i.test(url!) || !URL.canParse(url!))
    throw new UsageError(
      `--url is "${url}"; it must be one such as https://api.moveworks.ai/export/v1/records.`,
    )
  if (new URL(url!).username)
    throw new UsageError('--url must not have a secret in it: use --key-env or --key-file.')
  return url!.replace(/\/+$/, '')
}

/** Where the credential is; a key that is nowhere yet is asked for, where there is somebody to ask. */
export async function credentialOf(
  name: string,
  options: AddOptions,
): Promise<{ readonly reference: CredentialReference; readonly typed?: TypedSecret }> {
  const key = secretOf(options.keyEnv, options.keyFile)
  const clientSecret = secretOf(options.clientSecretEnv, options.clientSecretFile)
  if (options.clientId !== undefined && clientSecret && !key)
    return { reference: { kind: 'oauth', clientId: options.clientId, clientSecret } }
  const isMissing = !key || ('file' in key && !existsSync(key.file))
  const person = isMissing ? whoIsThere() : undefined
  if (options.clientId === undefined && !clientSecret) {
    if (person) {
      const typed = await askSecret(person, name, options.keyFile)
      return { reference: { kind: 'key', key: { file: typed.file } }, typed }
    }
    if (key) return { reference: { kind: 'key', key } }
  }
  throw new UsageError(
    'Say where the credential is: --key-env or --key-file, or --client-id with --client-secret-env or --client-secret-file.',
  )
}

function secretOf(env: string | undefined, file: string | undefined): SecretReference | undefined {
  if (env !== undefined && file !== undefined)
    throw new UsageError('A secret is in a variable or in a file, not in both.')
  if (env !== undefined && !isVariable(env))
    throw new UsageError(`"${env}" cannot be an environment variable. Give its name, not the key itself.`)
  if (env !== undefined) return { env }
  // A later sync may run elsewhere.
  return file === undefined ? undefined : { file: resolve(file) }
}

export function settingsOf({ rate, parallel, lookBack, settle, onChange }: AddOptions): SourceSettings {
  return {
    ...(rate === undefined ? {} : { rate: positive(rate, '--rate', 10_000) }),
    ...(parallel === undefined ? {} : { parallel: Math.ceil(positive(parallel, '--parallel', 64)) }),
    ...(lookBack === undefined ? {} : { lookBackMs: duration(lookBack, '--look-back') }),
    ...(settle === undefined ? {} : { settleMs: duration(settle, '--settle') }),
    ...(onChange === undefined ? {} : { policies: policiesOf(onChange) }),
  }
}

function positive(text: string, option: string, most: number): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value <= most) return value
  throw new UsageError(`${option} is "${text}"; it must be a number above 0, at most ${most}.`)
}
