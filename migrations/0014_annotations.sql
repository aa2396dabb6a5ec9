-- What happened on a day, as somebody wrote it down for the charts. Read with FINAL.
CREATE TABLE IF NOT EXISTS annotations (
  id String,
  day Date,
  text String,
  by String COMMENT 'name of who wrote it',
  written_time DateTime64(6, 'UTC'),
  is_deleted UInt8
) ENGINE = ReplacingMergeTree(written_time, is_deleted)
ORDER BY id
SETTINGS fsync_after_insert = 1;
