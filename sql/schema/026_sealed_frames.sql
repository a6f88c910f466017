-- Encrypted frames that no key of their device opened when ingest came to them; the frames themselves stay in stream
-- FRAMES.
-- Written by ingest: state 0 when it met one, state 1 when it was opened after its key had been registered.
-- Read by GET /api/devices?state=undecipherable.
-- backfill: open the frames again.
CREATE TABLE IF NOT EXISTS sealed_frames (
  device String,
  ordinal UInt64,
  received SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  opened SimpleAggregateFunction(max, UInt8)
) ENGINE = AggregatingMergeTree ORDER BY (device, ordinal)
TTL toDateTime(received) + toIntervalDay(8);

-- One row per device with frames that are still closed.
CREATE VIEW IF NOT EXISTS undecipherable AS
SELECT device, count() AS frames, min(received) AS first_received, max(received) AS last_received
FROM (SELECT device, ordinal, min(received) AS received, max(opened) AS opened FROM sealed_frames
  GROUP BY device, ordinal)
WHERE opened = 0
GROUP BY device;
