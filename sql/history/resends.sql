-- Who asks: GET /api/devices/{device}/resends, lane history.
-- Reads: `resends`, `readings`.
-- Frames that a device marked as sent again (RF=1), newest first, and how many of their values differ from what had
-- come before for the same time. At most 200 frames; the readings of their station in the hours that they cover, some
-- thousand rows.
WITH frames AS (
  SELECT ordinal, station, received, qn, cn, first_time, last_time, readings
  FROM resends FINAL
  WHERE device = {device:String}
  ORDER BY received DESC, ordinal DESC
  LIMIT {limit:UInt32}
),
said AS (
  SELECT factor, statistic, time, min(first) AS said_first
  FROM readings
  WHERE hour >= (SELECT toStartOfHour(min(first_time)) FROM frames) AND hour <= (SELECT max(last_time) FROM frames)
    AND station IN (SELECT station FROM frames)
  GROUP BY station, factor, statistic, time, value, flag
),
-- A value that this frame was the first to say, after another value of the same time.
changed AS (
  SELECT said_first AS ordinal, count() AS differing
  FROM (SELECT said_first, min(said_first) OVER (PARTITION BY factor, statistic, time) AS earliest FROM said)
  WHERE said_first > earliest
  GROUP BY said_first
)
SELECT
  toString(frames.ordinal) AS ordinal, toUnixTimestamp64Milli(received) AS received_ms, qn, cn,
    toUnixTimestamp(first_time) AS first_seconds,
  toUnixTimestamp(last_time) AS last_seconds, readings, toUInt32(coalesce(changed.differing, 0)) AS differing
FROM frames
LEFT JOIN changed ON changed.ordinal = frames.ordinal
ORDER BY received DESC, frames.ordinal DESC
