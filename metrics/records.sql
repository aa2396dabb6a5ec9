/*
title: Records
sentence: How many records there are, by entity.
family: quality
unit: count
value: sum(records)
grain: one row for each record; of resources one for those that a call, or an interaction without one, brought within a quarter of an hour
key: id
people: false
by: [entity]
dimensions: [entity]
notes: |
  By the time they were created: by day, a day without records was not loaded, and one with few in part. Users have no time of
  creation and are not among them. Interactions are counted in their records, the others in the facts, which have each record once:
  of many resources that is several times as fast. Resources have the id of the interaction they were brought for.
blind_spots: |
  How many there should be. Sync compares with what the source counts.
source: "Ours: completeness and freshness"
example: |
  0 interactions on a Tuesday: not loaded yet.
*/
SELECT time, conversation_id AS id, 'conversations'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity, 1 AS records
FROM conversation_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
UNION ALL
SELECT created_time AS time, id, 'interactions'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity, 1 AS records
FROM interactions FINAL
WHERE created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
UNION ALL
SELECT time, id, 'plugin_calls'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity, 1 AS records
FROM call_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
UNION ALL
SELECT time, interaction_id AS id, 'plugin_resources'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity, cited.size0 + not_cited.size0 AS records
FROM resource_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}

/*
summary: one row for each entity and quarter of an hour; of resources one for each of them, too
*/
SELECT quarter AS time, entity, records
FROM (
  SELECT toStartOfFifteenMinutes(time) AS quarter, 'conversations'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity, count() AS records
  FROM conversation_facts FINAL
  WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
  GROUP BY quarter
  UNION ALL
  SELECT toStartOfFifteenMinutes(created_time) AS quarter, 'interactions'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity, count() AS records
  FROM interactions FINAL
  WHERE created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
  GROUP BY quarter
  UNION ALL
  SELECT toStartOfFifteenMinutes(time) AS quarter, 'plugin_calls'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity, count() AS records
  FROM call_facts FINAL
  WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
  GROUP BY quarter
  UNION ALL
  SELECT time AS quarter, 'plugin_resources'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity, brought AS records
  FROM use_facts FINAL
  WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
)
