-- Who asks: GET /api/devices?state=undecipherable, lane history.
-- Reads: `undecipherable`.
-- Devices with encrypted frames that none of their keys opens; the frames are kept. A few rows; frames are kept eight
-- days.
SELECT
  device, toUInt64(frames) AS frames, toUnixTimestamp64Milli(first_received) AS first_ms,
    toUnixTimestamp64Milli(last_received) AS last_ms,
  count() OVER () AS total
FROM undecipherable
ORDER BY last_received DESC, device
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
