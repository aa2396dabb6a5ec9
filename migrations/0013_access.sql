-- People who may see the dashboards. A removed one stays as a row that says so, without name or password.
CREATE TABLE IF NOT EXISTS access_users (
  id String,
  name String,
  role LowCardinality(String),
  issuer String,
  subject String,
  password_hash String,
  disabled Bool,
  removed Bool,
  created_time DateTime64(3, 'UTC'),
  sessions_since DateTime64(3, 'UTC'),
  version DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS fsync_after_insert = 1;

-- Links that set a password, by the hash of their text. Good once.
CREATE TABLE IF NOT EXISTS access_links (
  token_hash String,
  user_id String,
  created_time DateTime64(3, 'UTC'),
  expires_time DateTime64(3, 'UTC'),
  void Bool,
  version DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(version)
ORDER BY token_hash
TTL toDateTime(expires_time) + INTERVAL 30 DAY
SETTINGS fsync_after_insert = 1;

-- Sessions in browsers, by the hash of their token.
CREATE TABLE IF NOT EXISTS access_sessions (
  token_hash String,
  id String,
  user_id String,
  created_time DateTime64(3, 'UTC'),
  expires_time DateTime64(3, 'UTC'),
  address String,
  user_agent String,
  ended Bool,
  version DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(version)
ORDER BY token_hash
TTL toDateTime(expires_time) + INTERVAL 30 DAY
SETTINGS fsync_after_insert = 1;

-- When each session was last used: apart from the sessions, so that noting it can never undo an end.
CREATE TABLE IF NOT EXISTS access_session_use (
  token_hash String,
  last_used_time SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = AggregatingMergeTree
ORDER BY token_hash
TTL toDateTime(last_used_time) + INTERVAL 60 DAY;

-- Who signed in, or could not, who changed what of whom, and who opened which conversation.
CREATE TABLE IF NOT EXISTS access_events (
  time DateTime64(3, 'UTC'),
  kind LowCardinality(String),
  user_id String,
  user_name String,
  about String,
  detail String,
  address String,
  user_agent String
) ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY time
TTL toDateTime(time) + INTERVAL 2 YEAR
SETTINGS fsync_after_insert = 1;

-- When each user last signed in: derived from the events, and kept when these are over.
CREATE TABLE IF NOT EXISTS access_user_use (
  user_id String,
  last_sign_in_time SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = AggregatingMergeTree
ORDER BY user_id;

CREATE MATERIALIZED VIEW IF NOT EXISTS access_user_use_of_events TO access_user_use AS
SELECT user_id, max(time) AS last_sign_in_time
FROM access_events
WHERE kind = 'sign_in'
GROUP BY user_id;
