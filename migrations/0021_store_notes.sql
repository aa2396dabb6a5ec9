-- What a process found out of a store and the next one need not find out again: what it holds, by the parts of its tables.
CREATE TABLE IF NOT EXISTS store_notes (
  name LowCardinality(String),
  counted String COMMENT 'JSON: the parts that were counted, what they hold, and the bounds of each',
  noted_time DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(noted_time)
ORDER BY name
SETTINGS fsync_after_insert = 1;
