-- Up to which of the source's own time the ids of all that it shows were last compared with those stored, or just read.
ALTER TABLE sync_audits ADD COLUMN IF NOT EXISTS compared_until DateTime64(3, 'UTC');
