-- Who asks: GET /api/explain, lane history.
-- Reads: the named hours of `hours_now`, one granule of 1,024 rows per hour and station.
-- Latest versions of the hours of some stations. One hour of a city's stations, or 24 of one.
SELECT
  toUnixTimestamp(hour) AS start, station, factor, version, toString(reinterpretAsInt64(hours_now.value)) AS micro,
    count, expected, valid, origin, enough, marked, marked + ahead + below + outside AS left_out, codes,
  toString(head) AS up_to, reason, toUnixTimestamp64Milli(computed) AS computed_at
FROM hours_now FINAL
WHERE hour >= toDateTime({from:UInt32}, 'UTC') AND hour < toDateTime({until:UInt32}, 'UTC')
  AND has({stations:Array(UInt32)}, station) AND has({factors:Array(UInt16)}, factor)
ORDER BY start, station, factor
LIMIT {most:UInt32}
