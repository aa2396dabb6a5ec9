-- What the customer knows of people, from when on: a person who moves gets another row, and keeps the old one. Read with FINAL.
CREATE TABLE IF NOT EXISTS people (
  user_id String,
  valid_from DateTime64(3, 'UTC') COMMENT 'from when on this is so; the year 1970 means always',
  department LowCardinality(Nullable(String)),
  location LowCardinality(Nullable(String)),
  country LowCardinality(Nullable(String)),
  role LowCardinality(Nullable(String)),
  manager LowCardinality(Nullable(String)),
  tester Bool COMMENT 'tries the assistant out, rather than uses it',
  attributes Map(String, String) COMMENT 'everything else',
  imported_time DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(imported_time)
ORDER BY (user_id, valid_from)
SETTINGS fsync_after_insert = 1;
