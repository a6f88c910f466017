-- What devices report beside the factors of the catalogue, as text: device states and run times (2021, 2041), boot
-- times (2081), field information and logs (3019, 3020, 3021), the periodic data of 2025 (2013, 2052, 2062, 2111),
-- hardware numbers (1001), and codes of power (d...) and working condition (p...) that the catalogue has no factor for.
-- Nothing is dropped for not being known.
-- Written by ingest, at most 128 rows a frame; read by GET /api/devices/{device}/records.
-- backfill: open the frames again.
CREATE TABLE IF NOT EXISTS device_records (
  device String,
  cn LowCardinality(String),
  time DateTime('UTC'),             -- its DataTime, else its arrival
  code LowCardinality(String),      -- factor, device or information code, or a bare name (PolId, RestartTime)
  suffix LowCardinality(String),    -- rtd, avg, rs, info...; '' for a bare name
  text String,                      -- as sent, at most 1,000 characters
  flag LowCardinality(String),
  station UInt32,
  received DateTime64(3, 'UTC'),
  ordinal UInt64
) ENGINE = ReplacingMergeTree ORDER BY (device, cn, time, code, suffix, text)
PARTITION BY toYYYYMM(time)
TTL time + toIntervalDay(400);
