/*
title: Records
sentence: How many records there are, by entity.
family: quality
unit: count
value: count()
grain: one row for each record
key: id
people: false
by: [entity]
dimensions: [entity]
notes: |
  By the time they were created: by day, a day without records was not loaded, and one with few in part. Users have no time of
  creation and are not among them.
blind_spots: |
  How many there should be. Sync compares with what the source counts.
source: "Ours: completeness and freshness"
example: |
  0 interactions on a Tuesday: not loaded yet.
*/
SELECT created_time AS time, id, 'conversations'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity
FROM conversations FINAL
WHERE created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
 UNION ALL 
SELECT created_time AS time, id, 'interactions'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity
FROM interactions FINAL
WHERE created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
 UNION ALL 
SELECT created_time AS time, id, 'plugin_calls'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity
FROM plugin_calls FINAL
WHERE created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
 UNION ALL 
SELECT created_time AS time, id, 'plugin_resources'::Enum8('conversations', 'interactions', 'plugin_calls', 'plugin_resources') AS entity
FROM plugin_resources FINAL
WHERE created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
