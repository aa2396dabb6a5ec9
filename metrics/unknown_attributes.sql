/*
title: Unknown attributes
sentence: How many attributes of records the schema does not know were first seen.
family: quality
unit: count
value: uniqExact((entity, attribute))
grain: one row for each unknown attribute
key: attribute
people: false
by: [entity, attribute]
dimensions: [entity, attribute]
notes: |
  The source has changed: the attributes are kept in the records and served, but have no column and no metric.
blind_spots: |
  New values of attributes that are known.
source: "Ours: drift"
example: |
  interactions begin to have detail.platform_name: one.
*/
SELECT min(first_seen_time) AS time, entity, attribute
FROM unknown_attributes
GROUP BY entity, attribute
HAVING time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
