import { counting } from '../../metrics/definition.ts'
import { metric } from '../../metrics/library.ts'
import { type Engine, rows } from '../../store/engine.ts'
import type { Asked } from '../asked.ts'
import { readableSql } from '../readable-sql.ts'
import type { DashboardSettings } from '../settings.ts'
import { JOURNEY_SETTINGS, journeyQuery } from './journey-rows.ts'
import { shownRows } from './small-groups.ts'

/** The stages a conversation goes through in the flow, from left to right. */
export const STAGES = ['topic', 'plugin', 'outcome'] as const
export type Stage = (typeof STAGES)[number]

/** A place in the flow: a topic, what answered, or what came of it. */
export interface FlowNode {
  /** `topic=vpn`; `topic~none` without a topic, `topic~other` for all the rarer ones. */
  readonly id: string
  readonly stage: Stage
  /** Null for none and for the rarer ones. */
  readonly value: string | null
  /** How many rarer values are folded into it. */
  readonly folded?: number
  readonly conversations: number
}

export interface FlowLink {
  readonly source: string
  readonly target: string
  readonly conversations: number
}

/** Conversations that went the same way. */
export interface FlowPath {
  readonly topic: string
  readonly plugin: string
  readonly outcome: string
  readonly conversations: number
  /** How many of them were a success by the definition asked for, of how many that it counts. */
  readonly succeeded: number
  readonly counted: number
}

export interface Flow {
  readonly nodes: readonly FlowNode[]
  readonly links: readonly FlowLink[]
  /** The ways, the most frequent first: what the picture shows, as a table. */
  readonly paths: readonly FlowPath[]
  readonly conversations: number
  /** Ways that are about too few people to be shown. */
  readonly withheld: number
  /** What was asked of the store for the ways. */
  readonly sql: string
  /** The definition of success that counted: a variant of `conversation_resolution`, or its own. */
  readonly success: { readonly metric: string; readonly variant: string | null; readonly sentence: string }
}

/** So many topics and plugins are shown by name; the rest is folded. */
const MOST_SHOWN = { topic: 12, plugin: 10 } as const

interface Counted {
  readonly stage: 'topic' | 'plugin'
  readonly value: string | null
  readonly conversations: number
}

/**
 * How conversations went: from the topic of their first question over what answered to what came of them.
 *
 * @param shown how many topics and plugins are named
 */
export async function readFlow(
  engine: Engine,
  asked: Asked,
  settings: DashboardSettings,
  shown: Readonly<Record<'topic' | 'plugin', number>> = MOST_SHOWN,
): Promise<Flow> {
  const counts = journeyQuery(
    'conversations',
    asked,
    settings,
    from => `SELECT if(grouping(topic) = 0, 'topic', 'plugin') AS stage,
  if(grouping(topic) = 0, toString(topic), nullIf(toString(plugin), '')) AS value, count() AS conversations
${from}
GROUP BY GROUPING SETS ((topic), (plugin))
ORDER BY conversations DESC, value`,
  )
  const found = await rows<Counted>(engine, { ...counts, settings: JOURNEY_SETTINGS })
  const named = (stage: 'topic' | 'plugin'): string[] =>
    found
      .filter(row => row.stage === stage && row.value !== null)
      .slice(0, shown[stage])
      .map(row => row.value!)
  const success = successOf(asked.success)
  const label = (column: 'topic' | 'plugin'): string =>
    `multiIf(ifNull(${column}, '') = '', '~none', has({named_${column}s:Array(String)}, assumeNotNull(${column})), concat('=', assumeNotNull(${column})), '~other')`
  const { numerator, denominator } = counting(resolution(), success.variant ?? undefined)
  const ways = journeyQuery(
    'conversations',
    asked,
    settings,
    from => `SELECT concat('topic', ${label('topic')}) AS from_topic, concat('plugin', ${label('plugin')}) AS by_plugin,
  concat('outcome=', outcome) AS to_outcome, count() AS conversations,
  ${numerator} AS succeeded, ${denominator} AS counted, uniqExact(user_id) AS people
${from}
GROUP BY from_topic, by_plugin, to_outcome
ORDER BY conversations DESC, from_topic, by_plugin, to_outcome`,
    { params: { named_topics: named('topic'), named_plugins: named('plugin') } },
  )
  const all = await rows<{
    from_topic: string
    by_plugin: string
    to_outcome: string
    conversations: number
    succeeded: number
    counted: number
    people: number
  }>(engine, { ...ways, settings: JOURNEY_SETTINGS })
  const { rows: kept, withheld } = shownRows(all, asked, settings)
  const paths = kept.map(way => ({
    topic: way.from_topic,
    plugin: way.by_plugin,
    outcome: way.to_outcome,
    conversations: way.conversations,
    succeeded: way.succeeded,
    counted: way.counted,
  }))
  const folded = (stage: 'topic' | 'plugin'): number =>
    found.filter(row => row.stage === stage && row.value !== null).length - named(stage).length
  return {
    ...drawn(paths, { topic: folded('topic'), plugin: folded('plugin') }),
    paths,
    conversations: paths.reduce((sum, path) => sum + path.conversations, 0),
    withheld,
    sql: readableSql(ways),
    success,
  }
}

const resolution = () => metric('conversation_resolution')

/** A variant of deflection that conversations know under the same name counts; any other name leaves the usual definition. */
function successOf(asked: string | undefined): Flow['success'] {
  const { id, sentence, variants } = resolution()
  const variant = asked === undefined ? undefined : variants[asked]
  return variant && asked !== undefined
    ? { metric: id, variant: asked, sentence: variant.sentence }
    : { metric: id, variant: null, sentence }
}

/** Nodes and links of the ways: what comes in at a node goes out of it. */
function drawn(
  paths: readonly FlowPath[],
  folded: Readonly<Record<'topic' | 'plugin', number>>,
): Pick<Flow, 'nodes' | 'links'> {
  const nodes = new Map<string, FlowNode>()
  const links = new Map<string, FlowLink>()
  for (const path of paths) {
    for (const stage of STAGES) {
      const id = path[stage]
      const at = nodes.get(id)
      const conversations = (at?.conversations ?? 0) + path.conversations
      nodes.set(id, {
        id,
        stage,
        value: id[stage.length] === '=' ? id.slice(stage.length + 1) : null,
        ...(id.endsWith('~other') && stage !== 'outcome' ? { folded: folded[stage] } : {}),
        conversations,
      })
    }
    for (const [source, target] of [
      [path.topic, path.plugin],
      [path.plugin, path.outcome],
    ] as const) {
      const key = JSON.stringify([source, target])
      links.set(key, {
        source,
        target,
        conversations: (links.get(key)?.conversations ?? 0) + path.conversations,
      })
    }
  }
  const most = (a: { conversations: number }, b: { conversations: number }): number =>
    b.conversations - a.conversations
  return {
    nodes: STAGES.flatMap(stage => [...nodes.values()].filter(node => node.stage === stage).sort(most)),
    links: [...links.values()].sort(most),
  }
}
