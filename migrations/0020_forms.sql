-- Forms are told by keys: that a title files a ticket is asked once for each title, not for each of its uses. Facts are derived again.

CREATE TABLE IF NOT EXISTS forms (
  form_key UInt64 COMMENT 'xxh3(label, title)',
  label LowCardinality(String) COMMENT 'of the form, as in the record; empty when it has none',
  title String COMMENT 'of a form of the service catalogue (labels handoff and mw_form), else empty: others say there what a person wrote'
) ENGINE = ReplacingMergeTree
ORDER BY form_key
SETTINGS fsync_after_insert = 1;

ALTER TABLE turn_facts
  ADD COLUMN IF NOT EXISTS thread_form_keys Array(UInt64) COMMENT 'forms that go back to it, by their keys in forms' AFTER thread_uploads,
  DROP COLUMN IF EXISTS thread_form_labels,
  DROP COLUMN IF EXISTS thread_form_titles;

ALTER TABLE conversation_facts
  ADD COLUMN IF NOT EXISTS form_keys Array(UInt64) COMMENT 'its forms, by their keys in forms' AFTER approvals,
  DROP COLUMN IF EXISTS form_labels,
  DROP COLUMN IF EXISTS form_titles;
