import { z } from 'zod'
import type { Config } from '../config/config.ts'
import { timeSpan } from '../config/length-of-time.ts'
import { resolvedIn, secretReference } from '../config/secrets.ts'
import { type EntityName, entityNames } from '../schema/entities.ts'
import type { Engine } from '../store/engine.ts'
import { DEFAULT_POLICIES, POLICIES, type Policies, policiesOf } from './policies.ts'
import { type CredentialReference, listSources, REGIONS, type Source } from './sources.ts'

const policy = z.enum(POLICIES)
const ofEntity = z.union(
  [
    policy,
    z.strictObject({ attributes: policy.optional(), values: policy.optional(), refused: policy.optional() }),
  ],
  {
    error: `it must be ${POLICIES.join(', ')}, or one of these for each of attributes, values and refused`,
  },
)
const policies = z.union(
  [
    policy,
    z.strictObject(
      Object.fromEntries(entityNames.map(name => [name, ofEntity.optional()])) as Record<
        EntityName,
        z.ZodOptional<typeof ofEntity>
      >,
    ),
  ],
  {
    error: `it must be ${POLICIES.join(', ')}, or that for each of ${entityNames.join(', ')} (see docs/configuration.md)`,
  },
)

const source = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).optional(),
  region: z.enum(Object.keys(REGIONS)).optional(),
  key: secretReference.optional(),
  client_id: z.string().min(1).optional(),
  client_secret: secretReference.optional(),
  rate: z.number().positive().max(10_000).optional(),
  parallel: z.int().min(1).max(64).optional(),
  look_back: timeSpan.optional(),
  settle: timeSpan.optional(),
  policies: policies.optional(),
})
type SourceText = z.infer<typeof source>

const shape = {
  sources: z
    .record(
      z.string().regex(/^[\w.-]{1,63}$/, 'a source’s name has letters, digits, . _ - only, at most 63'),
      source,
    )
    .default({}),
}

/** A source and where it was written down. */
export interface KnownSource extends Source {
  readonly origin: 'file' | 'store'
}

/**
 * The sources that `debrief.yaml` names.
 *
 * @throws ConfigError that lists everything wrong with them, each with its line
 */
export function configuredSources(config: Config): KnownSource[] {
  const { sources } = config.sections(shape, (value, note) => {
    for (const [name, given] of Object.entries(value.sources)) {
      if ((given.url === undefined) === (given.region === undefined))
        note(['sources', name], 'say where it is: url or region, one of them')
      if (given.url !== undefined && new URL(given.url).username)
        note(['sources', name, 'url'], 'an address must not have a secret in it')
      if (credentialOf(given, config.folder) === undefined)
        note(['sources', name], 'say where its credential is: key, or client_id with client_secret')
    }
  })
  return Object.entries(sources).map(([name, given]) => ({
    name,
    url: given.url?.replace(/\/+$/, '') ?? REGIONS[given.region!]!,
    credential: credentialOf(given, config.folder)!,
    settings: {
      ...(given.rate === undefined ? {} : { rate: given.rate }),
      ...(given.parallel === undefined ? {} : { parallel: given.parallel }),
      ...(given.look_back === undefined ? {} : { lookBackMs: given.look_back }),
      ...(given.settle === undefined ? {} : { settleMs: given.settle }),
      ...(given.policies === undefined ? {} : { policies: policiesFrom(given.policies) }),
    },
    origin: 'file' as const,
  }))
}

/** Every source by name: those of the file, and those of the store whose names the file does not have. */
export async function knownSources(engine: Engine, config: Config): Promise<KnownSource[]> {
  const written = configuredSources(config)
  const names = new Set(written.map(({ name }) => name))
  const kept = (await listSources(engine)).filter(({ name }) => !names.has(name))
  return [...written, ...kept.map(one => ({ ...one, origin: 'store' as const }))].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
}

function credentialOf(
  { key, client_id, client_secret }: SourceText,
  folder: string,
): CredentialReference | undefined {
  if (key && client_id === undefined && !client_secret) return { kind: 'key', key: resolvedIn(folder, key) }
  if (!key && client_id !== undefined && client_secret)
    return { kind: 'oauth', clientId: client_id, clientSecret: resolvedIn(folder, client_secret) }
  return undefined
}

/** What is not said is as by default. */
function policiesFrom(given: z.infer<typeof policies>): Policies {
  if (typeof given === 'string') return policiesOf(given)
  return Object.fromEntries(
    entityNames.map(name => {
      const one = given[name] ?? {}
      const said = typeof one === 'string' ? policiesOf(one)[name]! : withoutUndefined(one)
      return [name, { ...DEFAULT_POLICIES[name]!, ...said }]
    }),
  )
}

const withoutUndefined = <T extends object>(value: T): { [Key in keyof T]?: NonNullable<T[Key]> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Key in keyof T]?: NonNullable<T[Key]>
  }
