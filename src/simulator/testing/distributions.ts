import type { EntityName } from '../../schema/entities.ts'
import type { Conversation, Interaction, PluginCall, PluginResource, User } from '../../schema/record.ts'

/** What is measured of records, by name: a share between 0 and 1, or a number. */
export type Distribution = ReadonlyMap<string, number>

const RESOURCES = [
  'KNOWLEDGE',
  'FILE',
  'INTERNAL_KNOWLEDGE',
  'PERSON',
  'RECORD',
  'FORM',
  'APPROVAL',
  'TICKET',
]
const TYPES = [
  'BOT_MESSAGE',
  'FREE_TEXT',
  'BUTTON_CLICK',
  'LINK_CLICK',
  'UIFORM_SUBMISSION',
  'CONTENT_UPLOAD',
]
const DOMAINS = ['IT', 'HR', 'OTHER']

/** Measures the records of a Data API: proportions, kinds, empty values, sizes. */
export function distributionOf(texts: { readonly [entity in EntityName]: readonly string[] }): Distribution {
  const parse = <R>(entity: EntityName) => texts[entity].map(text => JSON.parse(text) as R)
  const conversations = parse<Conversation>('conversations')
  const interactions = parse<Interaction>('interactions')
  const calls = parse<PluginCall>('plugin-calls')
  const resources = parse<PluginResource>('plugin-resources')
  const users = parse<User>('users')
  const of = (all: readonly { readonly conversation_id: string }[]): number[] => {
    const counts = new Map(conversations.map(({ id }) => [id, 0]))
    for (const { conversation_id: id } of all) counts.set(id, (counts.get(id) ?? 0) + 1)
    return [...counts.values()].sort((a, b) => a - b)
  }
  const measured = new Map<string, number>()
  for (const [name, all] of [
    ['interactions', interactions],
    ['plugin calls', calls],
    ['plugin resources', resources],
  ] as const) {
    const counts = of(all)
    measured.set(`${name} per conversation, mean`, all.length / conversations.length)
    measured.set(`${name} per conversation, median`, at(counts, 0.5))
    measured.set(`${name} per conversation, 90th percentile`, at(counts, 0.9))
  }
  measured.set('resources per plugin call that has some, mean', perCall(resources))
  for (const type of TYPES)
    measured.set(
      `interactions: ${type}`,
      share(interactions, one => one.type === `INTERACTION_TYPE_${type}`),
    )
  const texted = interactions.filter(({ type }) => type === 'INTERACTION_TYPE_FREE_TEXT')
  measured.set(
    'free texts without a topic',
    share(texted, ({ detail }) => detail?.entity == null),
  )
  for (const platform of ['msteams', 'slack', 'movewebchat'])
    measured.set(
      `interactions: on ${platform}`,
      share(interactions, one => one.platform === platform),
    )
  const bots = interactions.filter(({ actor }) => actor === 'bot')
  measured.set(
    'messages of the assistant without a parent',
    share(bots, one => one.parent_interaction_id === null),
  )
  for (const [name, served, used] of [
    ['served and used', true, true],
    ['neither served nor used', false, false],
    ['served, not used', true, false],
  ] as const)
    measured.set(
      `plugin calls: ${name}`,
      share(calls, one => one.served === served && one.used === used),
    )
  for (const type of RESOURCES)
    measured.set(
      `resources: ${type}`,
      share(resources, one => one.type === `RESOURCE_TYPE_${type}`),
    )
  measured.set(
    'resources: without a call',
    share(resources, one => one.plugin_call_id === null),
  )
  measured.set(
    'resources: cited',
    share(resources, one => one.cited),
  )
  measured.set(
    'conversations: DM',
    share(conversations, one => one.route === 'DM'),
  )
  measured.set(
    'conversations: without a domain',
    share(conversations, one => one.primary_domain === null),
  )
  for (const domain of DOMAINS)
    measured.set(
      `conversations: ${domain}`,
      share(conversations, one => one.primary_domain === domain),
    )
  measured.set('external ids per user, mean', mean(users.map(one => one.external_ids?.length ?? 0)))
  for (const [entity, all] of Object.entries(texts))
    measured.set(`bytes per record of ${entity}, mean`, mean(all.map(text => Buffer.byteLength(text))))
  const said = interactions.flatMap(({ detail }) => detail?.content ?? [])
  const snippets = resources.flatMap(({ detail }) => detail?.snippet ?? [])
  measured.set(
    'texts of interactions with line breaks',
    share(said, text => text.includes('\n')),
  )
  measured.set(
    'snippets with line breaks',
    share(snippets, text => text.includes('\n')),
  )
  measured.set(
    'texts beyond ASCII',
    share([...said, ...snippets], text => /[^ -~\s]/.test(text)),
  )
  return measured
}

/** Two distributions side by side, as a table for the guide. */
export function distributionTable(sample: Distribution, simulated: Distribution): string {
  const lines = [...sample].map(
    ([name, value]) => `| ${name} | ${written(name, value)} | ${written(name, simulated.get(name) ?? 0)} |`,
  )
  return ['| | vendor’s sample | simulated |', '|---|--:|--:|', ...lines].join('\n')
}

function written(name: string, value: number): string {
  if (name.includes('per ')) return value >= 100 ? value.toFixed(0) : value.toFixed(1)
  return `${(100 * value).toFixed(1)} %`
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(share * (sorted.length - 1))] ?? 0
const share = <T>(all: readonly T[], which: (one: T) => boolean): number =>
  all.filter(which).length / all.length

function perCall(resources: readonly PluginResource[]): number {
  const calls = new Set(resources.flatMap(({ plugin_call_id: id }) => (id === null ? [] : [id])))
  return resources.filter(({ plugin_call_id: id }) => id !== null).length / calls.size
}
