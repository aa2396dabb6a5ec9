-- How often each resource was brought and cited within a quarter of an hour, counted from resource_facts: what is asked of articles
-- alone is read from a few rows for each of them instead of all lists of keys. Facts are derived again.
CREATE TABLE IF NOT EXISTS use_facts (
  time DateTime64(3, 'UTC') COMMENT 'when the quarter of an hour begins',
  article_key UInt64 COMMENT 'of articles',
  brought UInt32 COMMENT 'how often the resource was brought',
  cited UInt32 COMMENT 'how often of these the answer cited it',
  facts_time DateTime64(6, 'UTC'),
  is_deleted UInt8
) ENGINE = ReplacingMergeTree(facts_time, is_deleted)
ORDER BY (time, article_key)
SETTINGS fsync_after_insert = 1;
