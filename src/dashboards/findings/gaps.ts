import type { MetricRow } from '../../metrics/run.ts'
import { between, type Finding } from './finding.ts'
import { type Look, theDaysBefore } from './look.ts'
import { count, part, share } from './words.ts'

const METRIC = 'knowledge_gap_rate'
const ESCALATION = 'escalation'

/** A topic is a gap when so many of its questions find no knowledge, so many more than of other topics’. */
const LEAST_QUESTIONS = 10
const LEAST_POINTS = 0.2
const CERTAIN = 4
/** Gaps that grow less than this are known already. */
const GROWN = 1.5
const MOST = 3

/** Topics that people ask about and nobody has written about, those that grow first. */
export async function findGaps(look: Look, pathOf: (metric: string) => string): Promise<Finding[]> {
  if (!look.period) return []
  const by = ['topic']
  const [now, then, escalated] = await Promise.all([
    look.count(METRIC, { by }),
    look.before && look.count(METRIC, { by, period: look.before }),
    look.count(ESCALATION, { by }),
  ])
  const topics = (now ?? []).filter(row => typeof row.topic === 'string')
  const all = { numerator: sum(topics, 'numerator'), denominator: sum(topics, 'denominator') }
  return topics
    .flatMap((row): Finding[] => {
      const others = without(all, row)
      if (!isGap(row, others)) return []
      const before = then?.find(({ topic }) => topic === row.topic)
      const grown = then !== undefined && (row.numerator ?? 0) >= GROWN * (before?.numerator ?? 0)
      const size = (row.numerator ?? 0) / Math.max(1, all.denominator)
      return [
        {
          kind: 'gap',
          metric: METRIC,
          sentence: [
            sentence(row, others),
            then && look.before ? since(before, look.before) : '',
            consequence(row.topic as string, escalated ?? []),
          ].join(''),
          weight: grown || then === undefined ? between(0.7, 0.98, size * 10) : between(0.4, 0.7, size * 10),
          link: { path: pathOf(METRIC), filters: { topic: [row.topic as string] } },
        },
      ]
    })
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST)
}

interface Counted {
  readonly numerator: number
  readonly denominator: number
}

function without(all: Counted, row: MetricRow): Counted {
  return {
    numerator: all.numerator - (row.numerator ?? 0),
    denominator: all.denominator - (row.denominator ?? 0),
  }
}

function isGap({ numerator = 0, denominator = 0 }: MetricRow, others: Counted): boolean {
  if (denominator < LEAST_QUESTIONS) return false
  const usual = (others.numerator + 1) / (others.denominator + 2)
  const difference = numerator / denominator - usual
  return difference >= LEAST_POINTS && difference >= CERTAIN * Math.sqrt((usual * (1 - usual)) / denominator)
}

const sum = (rows: readonly MetricRow[], column: 'numerator' | 'denominator'): number =>
  rows.reduce((total, row) => total + (row[column] ?? 0), 0)

function sentence({ topic, numerator = 0, denominator = 1 }: MetricRow, others: Counted): string {
  const elsewhere = others.numerator / Math.max(1, others.denominator)
  return `Knowledge is missing on ${part('topic', topic as string)}: ${count(numerator)} of ${count(denominator)} questions that were searched for found none (${share(numerator / denominator)}; on other topics ${share(elsewhere)})`
}

function since(before: MetricRow | undefined, period: { from: string; to: string }): string {
  const found = before ? `${count(before.numerator ?? 0)} of ${count(before.denominator ?? 0)}` : 'none'
  return `, after ${found} in ${theDaysBefore(period)}`
}

/** Why it matters: how often people end up elsewhere with it. */
function consequence(topic: string, escalated: readonly MetricRow[]): string {
  const row = escalated.find(each => each.topic === topic)
  if (!row?.denominator) return '.'
  const all = { numerator: sum(escalated, 'numerator'), denominator: sum(escalated, 'denominator') }
  const others = without(all, row)
  const elsewhere = others.numerator / Math.max(1, others.denominator)
  return `. ${share((row.numerator ?? 0) / row.denominator)} of the questions on it ended with a ticket or an agent, elsewhere ${share(elsewhere)}.`
}
