-- Values of documented enumerations that nobody documented, seen in stored records (which keep them).
CREATE TABLE IF NOT EXISTS unknown_values (
  entity LowCardinality(String),
  attribute String,
  value String,
  records SimpleAggregateFunction(sum, UInt64),
  first_seen_time SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  last_seen_time SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  example SimpleAggregateFunction(anyLast, String)
) ENGINE = AggregatingMergeTree
ORDER BY (entity, attribute, value)
SETTINGS fsync_after_insert = 1;

-- What began a run: a command, --watch, a schedule, or one that was missed.
ALTER TABLE sync_runs ADD COLUMN IF NOT EXISTS cause LowCardinality(String);

-- What is wrong with a source, since when, and since when it is not any more; and which channels are still to be told.
CREATE TABLE IF NOT EXISTS sync_alarms (
  source String,
  entity LowCardinality(String),
  kind LowCardinality(String),
  subject String,
  raised Bool,
  text String,
  since DateTime64(3, 'UTC'),
  untold Array(String),
  updated_time DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(updated_time)
ORDER BY (source, entity, kind, subject)
SETTINGS fsync_after_insert = 1;
