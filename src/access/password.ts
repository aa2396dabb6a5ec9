import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { ApiError } from '../api/errors.ts'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

/** What a guess costs: scrypt with N = 2^ln takes 128·r·N bytes of memory and a time that grows with all three. */
export interface Cost {
  readonly ln: number
  readonly r: number
  readonly p: number
}

/** What OWASP’s Password Storage Cheat Sheet recommends for scrypt: 128 MB, about half a second of one core. */
export const DEFAULT_COST: Cost = { ln: 17, r: 8, p: 1 }

const SALT_BYTES = 16
const HASH_BYTES = 32
/** The form of the Password Hashing Competition: `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`. */
const STORED = /^\$scrypt\$ln=(?<ln>\d+),r=(?<r>\d+),p=(?<p>\d+)\$(?<salt>[\w-]+)\$(?<hash>[\w-]+)$/

const prefix = ({ ln, r, p }: Cost): string => `$scrypt$ln=${ln},r=${r},p=${p}$`
const stored = (cost: Cost, salt: Buffer, hash: Buffer): string =>
  `${prefix(cost)}${salt.toString('base64url')}$${hash.toString('base64url')}`

/** How many are derived at once: each takes much memory, and whoever cannot sign in can make the server do it. */
const AT_ONCE = 2
const WAITING_AT_MOST = 50

/** Hashes passwords and checks them, in a time that does not tell whether there is anything to check against. */
export class Passwords {
  readonly #cost: Cost
  /** The hash of no password. */
  readonly #nobodys: string
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(cost: Cost = DEFAULT_COST) {
    this.#cost = cost
    this.#nobodys = stored(cost, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES))
  }

  /** The text that is stored of a password. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES)
    return stored(this.#cost, salt, await this.#derive(password, salt, this.#cost))
  }

  /** Whether a password is the one of which `kept` was stored. Where nothing was, it takes as long and is not. */
  async matches(password: string, kept: string): Promise<boolean> {
    const parts = STORED.exec(kept || this.#nobodys)?.groups
    if (!parts) throw new Error('The store has a password in a form that is not known.')
    const { ln, r, p, salt = '', hash = '' } = parts
    const expected = Buffer.from(hash, 'base64url')
    const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
    const found = await this.#derive(password, Buffer.from(salt, 'base64url'), cost)
    return timingSafeEqual(found, expected) && kept !== ''
  }

  /** Whether it was stored at another cost than passwords are now, and is to be stored anew when it is next known. */
  isOutdated(kept: string): boolean {
    return !kept.startsWith(prefix(this.#cost))
  }

  async #derive(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
    if (this.#waiting.length >= WAITING_AT_MOST)
      throw new ApiError(503, 'Overloaded', 'Too many people sign in at this moment. Try again in a minute.')
    if (this.#running >= AT_ONCE) await new Promise<void>(resolve => this.#waiting.push(resolve))
    else this.#running++
    try {
      // Two ways of typing one character are one password (NIST SP 800-63B, 3.1.1.2).
      return await derive(password.normalize('NFKC'), salt, HASH_BYTES, {
        N: 2 ** ln,
        r,
        p,
        maxmem: 2 * 128 * r * 2 ** ln,
      })
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}

/** NIST SP 800-63B-4, 3.1.1.2: fifteen where a password alone lets in; no rules of which characters. */
export const SHORTEST_PASSWORD = 15
/** Longer ones are refused, so that nobody makes the server normalize a novel. */
export const LONGEST_PASSWORD = 1_000
/** What must be left when what an attacker tries first is taken out. */
const FEWEST_OF_ONES_OWN = 8
const FEWEST_CHARACTERS = 5

/**
 * What is wrong with a password that somebody chose, for them to read; undefined when nothing is. Of the lists of common
 * passwords, none is as long as fifteen characters but for repetitions, runs, and what is known of the person and the service:
 * these are what is looked for.
 */
export function weakness(password: string, name: string): string | undefined {
  const text = password.normalize('NFKC')
  const length = [...text].length
  if (length < SHORTEST_PASSWORD)
    return `The password has ${length} characters; it needs at least ${SHORTEST_PASSWORD}. A few words you will remember are good.`
  if (length > LONGEST_PASSWORD)
    return `The password has ${length} characters; ${LONGEST_PASSWORD} are allowed.`
  const known = [
    name,
    ...name.split(/[@.\s_-]+/),
    'debrief',
    'password',
    'passwort',
    'welcome',
    'letmein',
    'admin',
  ]
  const runs = ['abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '01234567890']
  let own = text.toLowerCase()
  for (const part of known.filter(part => part.length > 2)) own = own.replaceAll(part.toLowerCase(), '')
  own = own.replace(/./gsu, (character, at: number) =>
    at > 0 && runs.some(run => run.includes(own.slice(at - 1, at + 1))) ? '' : character,
  )
  if (new Set(own).size < FEWEST_CHARACTERS || own.length < FEWEST_OF_ONES_OWN)
    return 'The password is too easy to guess: it is mostly a repetition, a row of keys, your name or this service’s. Choose a few words that have nothing to do with each other.'
  return undefined
}
