-- Ids that come in no order touch every granule of a table. Whether it has them is asked of four bytes of each row first:
-- of 4 M rows that takes a tenth of what reading the ids themselves took.
ALTER TABLE users ADD COLUMN IF NOT EXISTS id_hash UInt32 MATERIALIZED toUInt32(cityHash64(id)) CODEC(NONE);
ALTER TABLE conversations ADD COLUMN IF NOT EXISTS id_hash UInt32 MATERIALIZED toUInt32(cityHash64(id)) CODEC(NONE);
ALTER TABLE interactions ADD COLUMN IF NOT EXISTS id_hash UInt32 MATERIALIZED toUInt32(cityHash64(id)) CODEC(NONE);
ALTER TABLE plugin_calls ADD COLUMN IF NOT EXISTS id_hash UInt32 MATERIALIZED toUInt32(cityHash64(id)) CODEC(NONE);
ALTER TABLE plugin_resources ADD COLUMN IF NOT EXISTS id_hash UInt32 MATERIALIZED toUInt32(cityHash64(id)) CODEC(NONE);
