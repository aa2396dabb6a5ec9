/*
title: Late records
sentence: The share of interactions that were stamped more than two days after they were created.
family: quality
unit: share
numerator: countIf(late)
denominator: count()
grain: one row for each interaction
key: interaction_id
people: false
dimensions: [late, platform]
notes: |
  A load is stamped as a whole, usually the morning after. A day that comes later was held back by the source, or was sent again.
blind_spots: |
  The stamp is the source's; when a record came here is stored_time.
source: "Data API notes: last_updated_time is a batch stamp"
example: |
  Created on 3 August, stamped on 6 August: late.
*/
SELECT
  created_time AS time, id AS interaction_id, platform,
  toBool(last_updated_time > created_time + toIntervalHour({late_hours:UInt32})) AS late
FROM interactions FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
