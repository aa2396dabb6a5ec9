import { addressGroup } from '../api/limits/address.ts'
import type { Engine } from '../store/engine.ts'
import { recordEvent, signedInFrom } from './access-events.ts'
import { Passwords } from './password.ts'
import type { Origin } from './roles.ts'
import { Throttle } from './throttle.ts'
import { type KnownUser, rehashPassword, userNamed } from './users.ts'

/** Failures from one address, whatever the account, and under one account, from wherever, before they cost time. */
const FREE_OF_ADDRESS = 30
const FREE_OF_ACCOUNT = 20

/** Why somebody is not let in: who they are stays open. */
export type Refused = { readonly refused: 'wrong' } | { readonly refused: 'wait'; readonly waitMs: number }

/**
 * Lets people in by name and password. What is wrong, the name or the password, is not told, nor can it be seen from the time
 * it takes. Failures slow down: an account as tried from one address after a few, an address and an account after many. From
 * where somebody signed in before, what others try elsewhere does not keep them out.
 */
export class PasswordSignIn {
  readonly passwords: Passwords
  readonly #engine: Engine
  readonly #pair: Throttle
  readonly #address: Throttle
  readonly #account: Throttle

  constructor(engine: Engine, passwords: Passwords = new Passwords(), now: () => number = Date.now) {
    this.#engine = engine
    this.passwords = passwords
    this.#pair = new Throttle(now)
    this.#address = new Throttle(now, FREE_OF_ADDRESS)
    this.#account = new Throttle(now, FREE_OF_ACCOUNT)
  }

  /** Whom a name and a password belong to. Failures are written down, those that have to wait are not. */
  async attempt(name: string, password: string, from: Origin): Promise<KnownUser | Refused> {
    const account = name.trim().normalize('NFC').toLowerCase()
    const address = addressGroup(from.address)
    const pair = JSON.stringify([account, address])
    const user = await userNamed(this.#engine, name)
    const waitMs = Math.max(
      this.#pair.wait(pair),
      this.#address.wait(address),
      await this.#waitOfAccount(account, user, from),
    )
    if (waitMs > 0) return { refused: 'wait', waitMs }
    // Counted before the password is looked at, so that a thousand attempts at once are a thousand.
    const counted = [
      [this.#pair, pair],
      [this.#address, address],
      [this.#account, account],
    ] as const
    for (const [throttle, key] of counted) throttle.fail(key)
    const matches = await this.passwords.matches(password, user?.password_hash ?? '')
    if (!user || !matches || user.disabled) {
      await recordEvent(this.#engine, 'sign_in_failed', { id: user?.id ?? '', name, from })
      return { refused: 'wrong' }
    }
    this.#pair.forgive(pair)
    this.#address.excuse(address)
    this.#account.excuse(account)
    if (this.passwords.isOutdated(user.password_hash))
      await rehashPassword(this.#engine, user, await this.passwords.hash(password))
    return user
  }

  async #waitOfAccount(account: string, user: KnownUser | undefined, from: Origin): Promise<number> {
    const waitMs = this.#account.wait(account)
    const known = waitMs > 0 && user && (await signedInFrom(this.#engine, user.id, from.address))
    return known ? 0 : waitMs
  }
}
