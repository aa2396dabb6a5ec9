-- The five entities: every record's text as it came, and the typed columns derived from it.
-- One row per id; where an id was stored more than once, the highest last_updated_time wins (read with FINAL).

CREATE TABLE IF NOT EXISTS users (
  access_to_bot Bool,
  email_addr String,
  external_ids Array(Tuple(
    connector_name Nullable(String),
    external_id Nullable(String),
    source Nullable(String)
  )),
  first_interaction_time Nullable(DateTime64(3, 'UTC')),
  first_name Nullable(String),
  id String,
  last_name Nullable(String),
  last_updated_time DateTime64(3, 'UTC'),
  latest_interaction_time Nullable(DateTime64(3, 'UTC')),
  user_preferred_language String,
  record String CODEC(ZSTD(1)),
  record_hash UInt64
) ENGINE = ReplacingMergeTree(last_updated_time)
ORDER BY id
SETTINGS index_granularity = 1024, fsync_after_insert = 1;

CREATE TABLE IF NOT EXISTS conversations (
  created_time DateTime64(3, 'UTC'),
  detail Tuple(
    campaign_id Nullable(String),
    campaign_name Nullable(String),
    channel_id Nullable(String),
    channel_name Nullable(String),
    content Nullable(String),
    domain LowCardinality(Nullable(String)),
    source Nullable(String),
    ticket_id Nullable(String),
    type Nullable(String),
    usecase_id Nullable(String),
    usecase_name Nullable(String)
  ),
  id String,
  last_updated_time DateTime64(3, 'UTC'),
  primary_domain LowCardinality(Nullable(String)),
  route LowCardinality(String),
  type LowCardinality(Nullable(String)),
  user_id String,
  record String CODEC(ZSTD(1)),
  record_hash UInt64
) ENGINE = ReplacingMergeTree(last_updated_time)
ORDER BY id
SETTINGS index_granularity = 1024, fsync_after_insert = 1;

CREATE TABLE IF NOT EXISTS interactions (
  actor LowCardinality(String),
  conversation_id String,
  created_time DateTime64(3, 'UTC'),
  detail Tuple(
    content Nullable(String),
    detail Nullable(String),
    domain LowCardinality(Nullable(String)),
    entity Nullable(String),
    file_types Array(String),
    resource_id Nullable(String),
    type Nullable(String)
  ),
  id String,
  label LowCardinality(Nullable(String)),
  last_updated_time DateTime64(3, 'UTC'),
  parent_interaction_id Nullable(String),
  platform LowCardinality(String),
  type LowCardinality(String),
  user_id String,
  record String CODEC(ZSTD(1)),
  record_hash UInt64
) ENGINE = ReplacingMergeTree(last_updated_time)
ORDER BY id
SETTINGS index_granularity = 1024, fsync_after_insert = 1;

CREATE TABLE IF NOT EXISTS plugin_calls (
  conversation_id String,
  created_time DateTime64(3, 'UTC'),
  id String,
  interaction_id String,
  last_updated_time DateTime64(3, 'UTC'),
  plugin_name String,
  plugin_update_time Nullable(DateTime64(3, 'UTC')),
  served Bool,
  used Bool,
  user_id String,
  record String CODEC(ZSTD(1)),
  record_hash UInt64
) ENGINE = ReplacingMergeTree(last_updated_time)
ORDER BY id
SETTINGS index_granularity = 1024, fsync_after_insert = 1;

CREATE TABLE IF NOT EXISTS plugin_resources (
  cited Bool,
  conversation_id String,
  created_time DateTime64(3, 'UTC'),
  detail Tuple(
    domain Nullable(String),
    external_resource_id Nullable(String),
    name Nullable(String),
    snippet Nullable(String),
    source Nullable(String),
    ticket_type Nullable(String),
    type Nullable(String),
    url Nullable(String)
  ),
  id String,
  interaction_id String,
  last_updated_time DateTime64(3, 'UTC'),
  plugin_call_id Nullable(String),
  resource_id String,
  type LowCardinality(String),
  user_id String,
  record String CODEC(ZSTD(1)),
  record_hash UInt64
) ENGINE = ReplacingMergeTree(last_updated_time)
ORDER BY id
SETTINGS index_granularity = 1024, fsync_after_insert = 1;

-- Records that were refused, with the reason, until they are imported again in a form that can be stored.
CREATE TABLE IF NOT EXISTS quarantine (
  entity LowCardinality(String),
  reason String,
  record String CODEC(ZSTD(1)),
  record_hash UInt64,
  refused_time DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(refused_time)
ORDER BY (entity, record_hash)
SETTINGS fsync_after_insert = 1;

-- Attributes the schema does not know, seen in stored records (which keep them).
CREATE TABLE IF NOT EXISTS unknown_attributes (
  entity LowCardinality(String),
  attribute String,
  records SimpleAggregateFunction(sum, UInt64),
  first_seen_time SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  last_seen_time SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  example SimpleAggregateFunction(anyLast, String)
) ENGINE = AggregatingMergeTree
ORDER BY (entity, attribute)
SETTINGS fsync_after_insert = 1;

-- Keys to the Data API. Only the hash of a key's secret part is kept.
CREATE TABLE IF NOT EXISTS api_keys (
  id String,
  name String,
  scopes Array(String),
  secret_hash String,
  created_time DateTime64(3, 'UTC'),
  revoked_time Nullable(DateTime64(3, 'UTC')),
  version DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS fsync_after_insert = 1;

-- How far each entity of each source has been read. A window is complete only when all of it is stored.
CREATE TABLE IF NOT EXISTS sync_windows (
  source String,
  entity LowCardinality(String),
  window_id String,
  since Nullable(DateTime64(3, 'UTC')),
  until DateTime64(3, 'UTC'),
  state LowCardinality(String),
  next_link String,
  read UInt64,
  new UInt64,
  changed UInt64,
  unchanged UInt64,
  refused UInt64,
  started_time DateTime64(3, 'UTC'),
  updated_time DateTime64(3, 'UTC'),
  reason String
) ENGINE = ReplacingMergeTree(updated_time)
ORDER BY (source, entity, window_id)
SETTINGS fsync_after_insert = 1;
