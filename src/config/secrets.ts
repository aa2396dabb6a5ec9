import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

/** Where a secret is found. This is kept, and never the secret. */
export type SecretReference = { readonly env: string } | { readonly file: string }

/** Raised for a secret that is not where it should be. */
export class SecretError extends Error {
  override name = 'SecretError'
}

/** A secret in a file of settings: `{ env: VARIABLE }` or `{ file: path }`. */
export const secretReference = z.unknown().transform((value, context): SecretReference => {
  const { env, file, ...more } = (value !== null && typeof value === 'object' ? value : {}) as Record<
    string,
    unknown
  >
  if (Object.keys(more).length === 0) {
    if (typeof env === 'string' && file === undefined && isVariable(env)) return { env }
    if (typeof file === 'string' && env === undefined && file !== '') return { file }
  }
  context.addIssue('a secret is not written here but where it is: { env: VARIABLE } or { file: path }')
  return z.NEVER
})

export const isVariable = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)

/** A reference whose relative path starts from a folder, as that of the file it stands in. */
export function resolvedIn(folder: string, reference: SecretReference): SecretReference {
  return 'file' in reference ? { file: resolve(folder, reference.file) } : reference
}

/**
 * Fetches a secret.
 *
 * @param what it is, for messages: `the key to the source`
 * @throws SecretError when it is not there, saying where it was looked for
 */
export function readSecret(
  reference: SecretReference,
  what: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  if ('env' in reference) {
    const secret = environment[reference.env]?.trim()
    if (secret) return secret
    throw new SecretError(`The environment variable ${reference.env} is not set: it must hold ${what}.`)
  }
  let text: string
  try {
    text = readFileSync(reference.file, 'utf8')
  } catch (error) {
    throw new SecretError(
      `The file ${reference.file}, which must hold ${what}, cannot be read: ${error instanceof Error ? error.message : error}`,
      { cause: error },
    )
  }
  const secret = text.trim()
  if (secret === '') throw new SecretError(`The file ${reference.file}, which must hold ${what}, is empty.`)
  return secret
}

/** Where a secret is found, for people. */
export const describeSecret = (reference: SecretReference): string =>
  'env' in reference ? `$${reference.env}` : reference.file
