-- Keys that links to further pages are signed with. The newest signs; links signed with the one before it are still good.
CREATE TABLE IF NOT EXISTS signing_keys (
  id String,
  secret String,
  created_time DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(created_time)
ORDER BY id
SETTINGS fsync_after_insert = 1;
