-- Facts lie in the order of days: a period is read from where it begins to where it ends, what of one day is counted is counted
-- together, and rows derived anew overlap with those of their days only, which is all that FINAL has to compare. Conversations and
-- people are told by 64-bit hashes of their ids as well. Facts are derived again.

ALTER TABLE turn_facts
  ADD COLUMN IF NOT EXISTS conversation_key UInt64 COMMENT 'xxh3(conversation_id)' AFTER conversation_id,
  ADD COLUMN IF NOT EXISTS user_key UInt64 COMMENT 'xxh3(user_id): people are counted by it, which takes a third of what texts take' AFTER user_id;
CREATE OR REPLACE TABLE turn_facts AS turn_facts ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY tuple() ORDER BY (toDate(time), conversation_key, time, id) SETTINGS fsync_after_insert = 1;

ALTER TABLE call_facts
  ADD COLUMN IF NOT EXISTS conversation_key UInt64 COMMENT 'xxh3(conversation_id)' AFTER conversation_id,
  ADD COLUMN IF NOT EXISTS user_key UInt64 COMMENT 'xxh3(user_id)' AFTER user_id;
CREATE OR REPLACE TABLE call_facts AS call_facts ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY tuple() ORDER BY (toDate(time), conversation_key, time, id) SETTINGS fsync_after_insert = 1;

ALTER TABLE conversation_facts
  ADD COLUMN IF NOT EXISTS conversation_key UInt64 COMMENT 'xxh3(conversation_id)' AFTER conversation_id,
  ADD COLUMN IF NOT EXISTS user_key UInt64 COMMENT 'xxh3(user_id)' AFTER user_id,
  ADD COLUMN IF NOT EXISTS active_times Array(DateTime64(3, 'UTC')) COMMENT 'first and last interaction of each quarter of an hour that has some' AFTER uploads,
  DROP COLUMN IF EXISTS active_days;
CREATE OR REPLACE TABLE conversation_facts AS conversation_facts ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY tuple() ORDER BY (toDate(time), conversation_key, time, conversation_id) SETTINGS fsync_after_insert = 1;

-- Names that come again and again are looked at once.
ALTER TABLE turn_facts
  ADD COLUMN IF NOT EXISTS plugins UInt32 COMMENT 'different plugins called for it' AFTER calls,
  MODIFY COLUMN thread_plugins_unsuccessful Array(LowCardinality(String)),
  MODIFY COLUMN thread_plugins_served Array(LowCardinality(String));

-- One row for what each call, or each interaction without a call, brought within a quarter of an hour.
CREATE TABLE IF NOT EXISTS resource_facts (
  time DateTime64(3, 'UTC') COMMENT 'when the first of them was brought',
  interaction_id String COMMENT 'the interaction they were brought for; empty when it is not here',
  interaction_key UInt64 COMMENT 'xxh3(conversation_id, interaction_id)',
  call_key UInt64 COMMENT 'xxh3(conversation_id, plugin_call_id); 0 without a call',
  conversation_id String COMMENT 'empty when the interaction is not here',
  conversation_key UInt64 COMMENT 'xxh3(conversation_id)',
  user_id String COMMENT 'empty when the interaction is not here',
  user_key UInt64 COMMENT 'xxh3(user_id)',
  platform LowCardinality(Nullable(String)) COMMENT 'of the interaction; null when that is not here',
  domain LowCardinality(Nullable(String)) COMMENT 'of the question it goes back to',
  topic LowCardinality(Nullable(String)) COMMENT 'of the question it goes back to',
  rated_helpful_clicks UInt32 COMMENT 'feedback on the answer to this very action',
  rated_unhelpful_clicks UInt32,
  rated_helpful_forms UInt32,
  rated_unhelpful_forms UInt32,
  cited Array(UInt64) COMMENT 'keys of the resources the answer cites: article_key of articles',
  not_cited Array(UInt64) COMMENT 'keys of the others',
  facts_time DateTime64(6, 'UTC'),
  is_deleted UInt8
) ENGINE = ReplacingMergeTree(facts_time, is_deleted)
ORDER BY (toDate(time), conversation_key, time, interaction_key, call_key)
SETTINGS fsync_after_insert = 1;

-- Resources by their key, as the newest record of their use calls them. Read with FINAL.
CREATE TABLE IF NOT EXISTS articles (
  article_key UInt64 COMMENT 'xxh3(article, type)',
  article String COMMENT 'resource_id of the records',
  name String,
  domain LowCardinality(String) COMMENT 'of the article',
  type LowCardinality(String),
  used_time DateTime64(3, 'UTC') COMMENT 'when it was brought last'
) ENGINE = ReplacingMergeTree(used_time)
ORDER BY article_key
SETTINGS fsync_after_insert = 1;
