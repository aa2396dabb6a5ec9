/*
title: Quarantined records
sentence: How many records were refused and wait in quarantine.
family: quality
unit: count
value: count()
grain: one row for each refused record
key: record_hash
people: false
by: [entity, reason]
dimensions: [entity, reason]
notes: |
  By the time they were refused. debrief quarantine shows them.
blind_spots: |
  Records that could not be read at all.
source: "Ours"
example: |
  An interaction with created_time "now": one, reason "created_time is not a time: now".
*/
SELECT refused_time AS time, toString(record_hash) AS record_hash, entity, reason
FROM quarantine FINAL
WHERE refused_time >= {from:DateTime64(3, 'UTC')} AND refused_time < {to:DateTime64(3, 'UTC')}
