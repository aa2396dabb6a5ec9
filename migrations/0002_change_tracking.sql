-- When each record was stored here, in whatever form it has now: what change tracking asks. The source's own
-- last_updated_time cannot say it, because a load may arrive long after it was stamped.
ALTER TABLE users ADD COLUMN IF NOT EXISTS stored_time DateTime64(6, 'UTC') DEFAULT toDateTime64(0, 6, 'UTC');
ALTER TABLE conversations ADD COLUMN IF NOT EXISTS stored_time DateTime64(6, 'UTC') DEFAULT toDateTime64(0, 6, 'UTC');
ALTER TABLE interactions ADD COLUMN IF NOT EXISTS stored_time DateTime64(6, 'UTC') DEFAULT toDateTime64(0, 6, 'UTC');
ALTER TABLE plugin_calls ADD COLUMN IF NOT EXISTS stored_time DateTime64(6, 'UTC') DEFAULT toDateTime64(0, 6, 'UTC');
ALTER TABLE plugin_resources ADD COLUMN IF NOT EXISTS stored_time DateTime64(6, 'UTC') DEFAULT toDateTime64(0, 6, 'UTC');

-- Ids of records that were deleted. The records themselves are gone; clients that track changes are told.
CREATE TABLE IF NOT EXISTS tombstones (
  entity LowCardinality(String),
  id String,
  deleted_time DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(deleted_time)
ORDER BY (entity, id)
SETTINGS fsync_after_insert = 1;
