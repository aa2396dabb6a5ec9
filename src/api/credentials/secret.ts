import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A key as its client sends it, taken apart. */
export interface KeyText {
  readonly id: string
  readonly secret: string
}

const KEY_FORM = /^dbf_(?<id>[0-9a-f]{12})_(?<secret>[A-Za-z0-9_-]{43})$/
const TOKEN_FORM = /^dbt_[A-Za-z0-9_-]{43}$/

/** Either, wherever it stands in a text: what must never be written down. */
export const SECRET_TEXT = /dbf_[0-9a-f]{12}_[A-Za-z0-9_-]{43}|dbt_[A-Za-z0-9_-]{43}/g

/** 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

export const newKeyId = (): string => randomBytes(6).toString('hex')

export const newToken = (): string => `dbt_${newSecret()}`

export const isToken = (text: string): boolean => TOKEN_FORM.test(text)

export const keyText = (id: string, secret: string): string => `dbf_${id}_${secret}`

/** The parts of a key, or undefined for a text that is none. */
export function readKey(text: string): KeyText | undefined {
  const { id, secret } = KEY_FORM.exec(text)?.groups ?? {}
  return id === undefined || secret === undefined ? undefined : { id, secret }
}

/** A secret of 256 random bits needs no slow hash: it cannot be guessed, so it cannot be guessed faster. */
export function hashOf(secret: string): string {
  return hash('sha256', secret)
}

/** Compares in a time that does not tell where two texts of one length differ. */
export function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}

/** Compares in a time that does not tell where two hashes differ. What is no hash is like nothing, itself neither. */
export function sameHash(a: string, b: string): boolean {
  return a.length === 64 && sameText(a, b)
}
