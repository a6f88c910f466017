-- The city pack that is in force: its description, waters and relief as JSON, and the hash of the whole pack.
-- One row (id = 1). Written last by an import, so that an import cut short is done again at the next start.
-- backfill: none (written by the next import of a pack).

CREATE TABLE IF NOT EXISTS city_description (
  id UInt8,
  city String,                      -- CityDescription as JSON
  waters String,                    -- Watercourse[] as JSON
  relief String,                    -- Relief as JSON, 'null' where the pack has none
  hash String,                      -- SHA-256 of the pack, hexadecimal
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY id;
