-- Keys that expire and that are rotated: the secret before the last rotation stays good until its time is over.
ALTER TABLE api_keys ADD COLUMN IF NOT EXISTS expires_time Nullable(DateTime64(3, 'UTC'));
ALTER TABLE api_keys ADD COLUMN IF NOT EXISTS rotated_time Nullable(DateTime64(3, 'UTC'));
ALTER TABLE api_keys ADD COLUMN IF NOT EXISTS previous_secret_hash String;
ALTER TABLE api_keys ADD COLUMN IF NOT EXISTS previous_expires_time Nullable(DateTime64(3, 'UTC'));

-- OAuth access tokens, by the hash of their text. A token is no longer good than the secret it was given for.
CREATE TABLE IF NOT EXISTS access_tokens (
  token_hash String,
  key_id String,
  secret_hash String,
  scopes Array(String),
  created_time DateTime64(3, 'UTC'),
  expires_time DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(created_time)
ORDER BY token_hash
TTL toDateTime(expires_time) + INTERVAL 1 DAY
SETTINGS fsync_after_insert = 1;

-- Every request to the Data API: who, what, how many rows, how long.
CREATE TABLE IF NOT EXISTS access_log (
  time DateTime64(3, 'UTC'),
  credential_id LowCardinality(String),
  credential_name LowCardinality(String),
  kind LowCardinality(String),
  address String,
  method LowCardinality(String),
  path String,
  collection LowCardinality(String),
  query String CODEC(ZSTD(1)),
  status UInt16,
  error LowCardinality(String),
  complete Bool,
  rows Nullable(UInt64),
  bytes UInt64,
  duration_ms Float64,
  user_agent LowCardinality(String)
) ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY time
TTL toDateTime(time) + INTERVAL 90 DAY;

-- When each credential was last used: derived from the access log, and kept when that has forgotten it.
CREATE TABLE IF NOT EXISTS credential_use (
  credential_id String,
  last_used_time SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  requests SimpleAggregateFunction(sum, UInt64)
) ENGINE = AggregatingMergeTree
ORDER BY credential_id;

CREATE MATERIALIZED VIEW IF NOT EXISTS credential_use_of_access_log TO credential_use AS
SELECT credential_id, max(time) AS last_used_time, count() AS requests
FROM access_log
WHERE credential_id != ''
GROUP BY credential_id;
