import type { MetricDefinition, MetricId } from '../src/api/types.ts'

const sql = `-- one row per period, and per value of the dimension asked for
SELECT toDate(created_time, 'UTC') AS period, count() AS value
FROM conversations FINAL
WHERE created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
  AND route != 'Notification' -- system events are not asked for by anybody
GROUP BY period
ORDER BY period`

function define(
  id: MetricId,
  title: string,
  sentence: string,
  unit: 'count' | 'share',
  dimensions: string[],
) {
  const notes =
    'Days are UTC days.\n\nA record counts on the day it was created:\n- late records change past days\n- deleted records stay'
  return { id, title, sentence, unit, dimensions, notes, source: 'Metrics guide, adapted', sql }
}

export const definitions: MetricDefinition[] = [
  define('conversations', 'Conversations', 'Distinct conversations created in the period.', 'count', [
    'route',
    'domain',
  ]),
  define('active_users', 'Active users', 'Users with at least one interaction of their own.', 'count', []),
  define('conversations_by_route', 'Conversations by route', 'Conversations by where they began.', 'count', [
    'route',
  ]),
  define(
    'conversations_by_domain',
    'Conversations by domain',
    'Conversations by their main domain.',
    'count',
    ['domain'],
  ),
  define('user_feedback', 'User feedback', 'Helpful and unhelpful marks, by click or by form.', 'count', [
    'feedback',
  ]),
  define(
    'deflection',
    'Deflection',
    'The share of free-text questions after which no ticket was filed, no live agent was asked for, and no negative feedback was given.',
    'share',
    [],
  ),
]
