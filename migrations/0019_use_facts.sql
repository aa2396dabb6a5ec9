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

-- What became of the plugins of a question and of what people did next about it is one of some hundred texts: which of them tell of a
-- plugin by its name is found out once, not for each question.
ALTER TABLE turn_facts
  ADD COLUMN IF NOT EXISTS thread_served LowCardinality(String) COMMENT 'thread_plugins_served, with the character 1F between them' AFTER thread_plugins_used,
  ADD COLUMN IF NOT EXISTS thread_unsuccessful LowCardinality(String) COMMENT 'thread_plugins_unsuccessful, likewise' AFTER thread_served;
