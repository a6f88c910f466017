-- Who asks: GET /api/devices?state=unregistered, lane history.
-- Reads: `unregistered`.
-- Devices that sent frames and are in no registry; their frames are kept. A few rows; frames are kept eight days.
SELECT
  device, toUInt64(frames) AS frames, toUnixTimestamp64Milli(first_received) AS first_ms,
    toUnixTimestamp64Milli(last_received) AS last_ms,
  last_st AS st, last_remote AS remote, count() OVER () AS total
FROM unregistered
ORDER BY last_received DESC, device
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
