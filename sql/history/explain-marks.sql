-- Who asks: GET /api/explain, lane history.
-- Reads: a few rows.
-- Spans under a mark that takes data out and meets one hour of a station: entered by a person, or sent by the device.
SELECT factor, toUInt32(begin) AS since, toUInt32(end) AS until FROM mark_spans
WHERE excludes = 1 AND station = {station:UInt32} AND begin < {start:UInt32} + 3600 AND end > {start:UInt32}
UNION ALL
SELECT toUInt16(0), toUInt32(begin), toUInt32(end) FROM device_mark_spans
WHERE excludes = 1 AND station = {station:UInt32} AND hour = toDateTime({start:UInt32}, 'UTC')
