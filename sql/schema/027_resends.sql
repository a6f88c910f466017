-- Frames that their device marked as sent again (RF=1, HJ 212-2025 6.3.2): back-fill, to be compared with what came
-- before.
-- Written by ingest, one row a frame; read by GET /api/devices/{device}/resends.
-- backfill: open the frames again.
CREATE TABLE IF NOT EXISTS resends (
  device String,
  ordinal UInt64,
  station UInt32,
  received DateTime64(3, 'UTC'),
  qn String,
  cn LowCardinality(String),
  first_time DateTime('UTC'),       -- of its readings; the arrival where it has none
  last_time DateTime('UTC'),
  readings UInt32
) ENGINE = ReplacingMergeTree ORDER BY (device, ordinal)
TTL toDateTime(received) + toIntervalDay(400);
