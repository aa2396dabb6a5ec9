import { entityNames } from '../schema/entities.ts'
import type { Novelties } from '../store/upsert.ts'
import { SyncError } from './sync-error.ts'

/**
 * What to do about what nobody documented. `accept`: keep and count it. `warn`: also say so. `stop`: end the entity’s sync
 * before it is stored.
 */
export const POLICIES = ['accept', 'warn', 'stop'] as const
export type Policy = (typeof POLICIES)[number]

/** The ways in which records leave the contract: an unknown attribute, an unlisted value, a record that cannot be stored. */
export const CHANGE_KINDS = ['attributes', 'values', 'refused'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

export type EntityPolicies = { readonly [kind in ChangeKind]: Policy }

/** Of every entity, by name. */
export type Policies = { readonly [entity: string]: EntityPolicies }

/** One policy for everything. */
export function policiesOf(policy: Policy): Policies {
  const each = { attributes: policy, values: policy, refused: policy }
  return Object.fromEntries(entityNames.map(name => [name, each]))
}

export const DEFAULT_POLICIES = policiesOf('warn')

/** A change that was met for the first time. */
export interface NewChange {
  readonly kind: ChangeKind
  /** `detail.platform`, `type = CONVERSATION_TYPE_X`, `created_time is missing or null`. */
  readonly subject: string
  readonly records: number
}

/** Raised when a policy keeps records from being stored. */
export class ContractError extends SyncError {
  override name = 'SyncError'
}

/** Judges an entity’s batches before they are stored, and gathers what is to be said of them. */
export class ContractJudge {
  readonly #entity: string
  readonly #policies: EntityPolicies
  readonly #warnings = new Map<string, NewChange>()
  #stopped: ContractError | undefined

  constructor(entity: string, policies: Policies) {
    this.#entity = entity
    this.#policies = policies[entity] ?? DEFAULT_POLICIES[entity]!
  }

  /** What was new under `warn`, in the order it was met. */
  get warnings(): readonly NewChange[] {
    return [...this.#warnings.values()]
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined
  }

  /** @throws ContractError when a policy says to stop, and ever after: what is read at the same time is not stored either */
  judge(novelties: Novelties): void {
    for (const change of changesOf(novelties)) {
      const policy = this.#policies[change.kind]
      if (policy === 'stop') this.#stopped ??= new ContractError(this.#sentence(change))
      if (policy !== 'warn') continue
      const key = `${change.kind} ${change.subject}`
      const before = this.#warnings.get(key)?.records ?? 0
      this.#warnings.set(key, { ...change, records: before + change.records })
    }
    if (this.#stopped) throw this.#stopped
  }

  #sentence({ kind, subject, records }: NewChange): string {
    const have = records === 1 ? 'has' : 'have'
    const what = {
      attributes: `${have} an attribute nobody documented, ${subject}`,
      values: `${have} a value nobody documented, ${subject}`,
      refused: `cannot be stored (${subject})`,
    }[kind]
    return `Stopped by policy: ${records === 1 ? 'a record' : `${records} records`} of ${this.#entity} ${what}. Nothing more of it is stored until you say so: debrief sync --on-change accept`
  }
}

function changesOf({ changes, refused, reason }: Novelties): NewChange[] {
  return [
    ...changes.map(({ attribute, value, records }): NewChange => {
      return value === null
        ? { kind: 'attributes', subject: attribute, records }
        : { kind: 'values', subject: `${attribute} = ${value}`, records }
    }),
    ...(refused > 0 ? [{ kind: 'refused', subject: reason, records: refused } as const] : []),
  ]
}
