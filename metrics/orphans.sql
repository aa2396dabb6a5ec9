/*
title: Orphans
sentence: How many records belong to something that is not here.
family: quality
unit: count
value: count()
grain: one row for each record whose parent record is missing
key: id
people: false
by: [entity, missing]
dimensions: [entity, missing]
notes: |
  Things people did without their conversation; plugin calls without their interaction. A sync that ran between the loads of
  two entities leaves such records until the next one.
blind_spots: |
  Parents of notifications are never exported: parent_interaction_id is not looked at here.
source: "Ours, over the relations of the data dictionary"
example: |
  A call of an interaction that was deleted: one.
*/
SELECT time, id, 'interactions' AS entity, 'conversation' AS missing
FROM turn_facts FINAL
WHERE route IS NULL
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
UNION ALL
SELECT time, id, 'plugin-calls' AS entity, 'interaction' AS missing
FROM call_facts FINAL
WHERE platform IS NULL
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
