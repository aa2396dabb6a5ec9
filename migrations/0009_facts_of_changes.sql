-- Which records changed since, and whose they are, without reading whole tables: what keeps facts up with records.

-- Records stored together lie in parts of their own until these are merged: stored_times passes over granules without new ones.
-- by_conversation and by_user have the ids of a conversation's records and of a person's conversations. They are read without
-- FINAL, then the records by id, with FINAL.
ALTER TABLE conversations
  MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';
ALTER TABLE conversations
  ADD INDEX IF NOT EXISTS stored_times stored_time TYPE minmax,
  ADD PROJECTION IF NOT EXISTS by_user (SELECT user_id, id ORDER BY user_id);
ALTER TABLE conversations MATERIALIZE INDEX stored_times, MATERIALIZE PROJECTION by_user SETTINGS mutations_sync = 2;
ALTER TABLE interactions
  MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';
ALTER TABLE interactions
  ADD INDEX IF NOT EXISTS stored_times stored_time TYPE minmax,
  ADD PROJECTION IF NOT EXISTS by_conversation (SELECT conversation_id, id ORDER BY conversation_id);
ALTER TABLE interactions MATERIALIZE INDEX stored_times, MATERIALIZE PROJECTION by_conversation SETTINGS mutations_sync = 2;
ALTER TABLE plugin_calls
  MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';
ALTER TABLE plugin_calls
  ADD INDEX IF NOT EXISTS stored_times stored_time TYPE minmax,
  ADD PROJECTION IF NOT EXISTS by_conversation (SELECT conversation_id, id ORDER BY conversation_id);
ALTER TABLE plugin_calls MATERIALIZE INDEX stored_times, MATERIALIZE PROJECTION by_conversation SETTINGS mutations_sync = 2;
ALTER TABLE plugin_resources
  MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';
ALTER TABLE plugin_resources
  ADD INDEX IF NOT EXISTS stored_times stored_time TYPE minmax,
  ADD PROJECTION IF NOT EXISTS by_conversation (SELECT conversation_id, id ORDER BY conversation_id);
ALTER TABLE plugin_resources MATERIALIZE INDEX stored_times, MATERIALIZE PROJECTION by_conversation SETTINGS mutations_sync = 2;

-- Conversations that lost a record: it was deleted, or belongs to another conversation since. The record itself cannot say so.
CREATE TABLE IF NOT EXISTS conversations_left (
  conversation_id String,
  left_time DateTime64(6, 'UTC')
) ENGINE = MergeTree
ORDER BY left_time
SETTINGS fsync_after_insert = 1;

-- Facts are read by months, and hardly by conversation: granules of the usual size. They are derived again.
CREATE TABLE IF NOT EXISTS turn_facts_coarse AS turn_facts ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY toYYYYMM(time) ORDER BY (conversation_id, time, id) SETTINGS index_granularity = 8192, fsync_after_insert = 1;
EXCHANGE TABLES turn_facts_coarse AND turn_facts;
DROP TABLE IF EXISTS turn_facts_coarse SYNC;
CREATE TABLE IF NOT EXISTS call_facts_coarse AS call_facts ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY toYYYYMM(time) ORDER BY (conversation_id, time, id) SETTINGS index_granularity = 8192, fsync_after_insert = 1;
EXCHANGE TABLES call_facts_coarse AND call_facts;
DROP TABLE IF EXISTS call_facts_coarse SYNC;
CREATE TABLE IF NOT EXISTS conversation_facts_coarse AS conversation_facts ENGINE = ReplacingMergeTree(facts_time, is_deleted)
PARTITION BY toYYYYMM(time) ORDER BY (conversation_id, time) SETTINGS index_granularity = 8192, fsync_after_insert = 1;
EXCHANGE TABLES conversation_facts_coarse AND conversation_facts;
DROP TABLE IF EXISTS conversation_facts_coarse SYNC;
