import { type Engine, rows } from '../../store/engine.ts'
import type { Asked } from '../asked.ts'
import type { Dashboards } from '../context.ts'
import { readableSql } from '../readable-sql.ts'
import type { DashboardSettings } from '../settings.ts'
import { andBefore, type Before } from './before.ts'
import { JOURNEY_SETTINGS, journeyQuery } from './journey-rows.ts'
import { shownRows } from './small-groups.ts'
import { countingSuccess, type JourneySuccess, type SuccessCount } from './success.ts'

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
  /** In the period before, when it is compared with; null when withheld. */
  readonly previous?: number | null
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
  /** How many of them, or of their questions, were a success by the definition asked for, of how many that it counts. */
  readonly succeeded: number
  readonly counted: number
  /** Conversations that went this way in the period before, when it is compared with; null when withheld. */
  readonly previous?: number | null
}

/** All ways together. */
export interface FlowTotals {
  readonly conversations: number
  /** Those that ended with a ticket or a live agent. */
  readonly escalated: number
  readonly succeeded: number
  readonly counted: number
}

export interface Flow extends FlowTotals {
  readonly nodes: readonly FlowNode[]
  readonly links: readonly FlowLink[]
  /** The ways, the most frequent first: what the picture shows, as a table. */
  readonly paths: readonly FlowPath[]
  /** Ways that are about too few people to be shown. */
  readonly withheld: number
  /** What was asked of the store for the ways. */
  readonly sql: string
  readonly success: JourneySuccess
  /** The period before, when it is compared with. */
  readonly before?: Before & FlowTotals
}

const ESCALATED: readonly string[] = ['outcome=ticket', 'outcome=handoff']

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
  { engine, settings, library }: Pick<Dashboards, 'engine' | 'settings' | 'library'>,
  asked: Asked,
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
  const values = (stage: 'topic' | 'plugin'): string[] =>
    found.flatMap(row => (row.stage === stage && row.value !== null ? [row.value] : []))
  const named = {
    topic: values('topic').slice(0, shown.topic),
    plugin: values('plugin').slice(0, shown.plugin),
  }
  const success = countingSuccess(asked.success, library)
  // The period before by the same names, whatever was frequent then.
  const { now, before } = await andBefore(asked, question =>
    countWays(engine, question, settings, named, success),
  )
  const earlier = before && {
    ways: new Map(before.result.paths.map(path => [keyOf(path), path.conversations])),
    // A way that is not there was not taken, unless some may not be shown.
    missing: before.result.withheld > 0 ? null : 0,
  }
  const paths = earlier
    ? now.paths.map(path => ({ ...path, previous: earlier.ways.get(keyOf(path)) ?? earlier.missing }))
    : now.paths
  const folded = (stage: 'topic' | 'plugin'): number => values(stage).length - named[stage].length
  const { nodes, links } = drawn(paths, { topic: folded('topic'), plugin: folded('plugin') })
  const sizes = before && new Map(drawn(before.result.paths).nodes.map(node => [node.id, node.conversations]))
  return {
    nodes: sizes
      ? nodes.map(node => ({ ...node, previous: sizes.get(node.id) ?? earlier?.missing ?? null }))
      : nodes,
    links,
    paths,
    ...totalsOf(now.paths),
    withheld: now.withheld,
    ...(before && { before: { ...before.period, ...totalsOf(before.result.paths) } }),
    sql: now.sql,
    success: success.told,
  }
}

/** The ways of the conversations of a period, by named topics and plugins. */
async function countWays(
  engine: Engine,
  asked: Asked,
  settings: DashboardSettings,
  named: Readonly<Record<'topic' | 'plugin', readonly string[]>>,
  { succeeded, counted, join, parameters }: SuccessCount,
): Promise<{ paths: FlowPath[]; withheld: number; sql: string }> {
  const label = (column: 'topic' | 'plugin'): string =>
    `multiIf(ifNull(${column}, '') = '', '~none', has({named_${column}s:Array(String)}, assumeNotNull(${column})), concat('=', assumeNotNull(${column})), '~other')`
  const ways = journeyQuery(
    'conversations',
    asked,
    settings,
    from => `SELECT concat('topic', ${label('topic')}) AS from_topic, concat('plugin', ${label('plugin')}) AS by_plugin,
  concat('outcome=', outcome) AS to_outcome, count() AS conversations,
  ${succeeded} AS succeeded, ${counted} AS counted, uniqExact(user_id) AS people
${join === '' ? from : `FROM (SELECT * ${from}) AS journey\n${join}`}
GROUP BY from_topic, by_plugin, to_outcome
ORDER BY conversations DESC, from_topic, by_plugin, to_outcome`,
    { params: { named_topics: named.topic, named_plugins: named.plugin }, parameters },
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
  return { paths, withheld, sql: readableSql(ways) }
}

const keyOf = ({ topic, plugin, outcome }: FlowPath): string => JSON.stringify([topic, plugin, outcome])

function totalsOf(paths: readonly FlowPath[]): FlowTotals {
  const sum = (of: (path: FlowPath) => number): number => paths.reduce((total, path) => total + of(path), 0)
  return {
    conversations: sum(path => path.conversations),
    escalated: sum(path => (ESCALATED.includes(path.outcome) ? path.conversations : 0)),
    succeeded: sum(path => path.succeeded),
    counted: sum(path => path.counted),
  }
}

/** Nodes and links of the ways: what comes in at a node goes out of it. */
function drawn(
  paths: readonly FlowPath[],
  folded: Readonly<Record<'topic' | 'plugin', number>> = { topic: 0, plugin: 0 },
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
