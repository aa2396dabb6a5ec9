-- What each window of a sync read, and what proves that it is complete.
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS run_id String;
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS last_id String;
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS ids UInt64;
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS ids_digest String;
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS counted Nullable(UInt64);
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS proof LowCardinality(String);
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS readings UInt32;
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS requests UInt64;
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS retries UInt64;
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS waited_ms UInt64;
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS bytes UInt64;
ALTER TABLE sync_windows ADD COLUMN IF NOT EXISTS duration_ms UInt64;

-- Sources that are synced by name. Of the credential only where it is found: a variable's name, a file's path.
CREATE TABLE IF NOT EXISTS sync_sources (
  name String,
  url String,
  credential String,
  options String,
  removed Bool,
  updated_time DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(updated_time)
ORDER BY name
SETTINGS fsync_after_insert = 1;

-- Every run of a sync: what was attempted, and what came of it.
CREATE TABLE IF NOT EXISTS sync_runs (
  run_id String,
  source String,
  state LowCardinality(String),
  started_time DateTime64(3, 'UTC'),
  updated_time DateTime64(6, 'UTC'),
  ended_time Nullable(DateTime64(3, 'UTC')),
  report String
) ENGINE = ReplacingMergeTree(updated_time)
ORDER BY (source, run_id)
SETTINGS fsync_after_insert = 1;

-- Who syncs a source right now. The earliest that is alive has it.
CREATE TABLE IF NOT EXISTS sync_leases (
  source String,
  run_id String,
  host String,
  pid UInt32,
  claimed_time DateTime64(6, 'UTC'),
  alive_time DateTime64(6, 'UTC'),
  released Bool
) ENGINE = ReplacingMergeTree(alive_time)
ORDER BY (source, run_id)
SETTINGS fsync_after_insert = 1;

-- Where an audit last looked for what a source shows of an entity.
CREATE TABLE IF NOT EXISTS sync_audits (
  source String,
  entity LowCardinality(String),
  audited_time DateTime64(6, 'UTC'),
  since DateTime64(3, 'UTC'),
  until DateTime64(3, 'UTC'),
  counted UInt64,
  stored UInt64,
  healed UInt64,
  absent UInt64,
  state LowCardinality(String),
  reason String
) ENGINE = ReplacingMergeTree(audited_time)
ORDER BY (source, entity)
SETTINGS fsync_after_insert = 1;

-- Records the store has and a source does not show any more, though its history reaches back that far: deleted there.
CREATE TABLE IF NOT EXISTS sync_absences (
  source String,
  entity LowCardinality(String),
  id String,
  last_updated_time DateTime64(3, 'UTC'),
  noticed_time DateTime64(6, 'UTC'),
  present Bool
) ENGINE = ReplacingMergeTree(noticed_time)
ORDER BY (source, entity, id)
SETTINGS fsync_after_insert = 1;
