-- Who asks: GET /api/explain, lane history.
-- Reads: the named days of `days_now`.
-- Latest versions of the days of some stations.
SELECT
  toString(days_now.day) AS civil, station, factor, version, toString(reinterpretAsInt64(days_now.value)) AS micro,
    count, expected, valid, origin,
  reason, toUnixTimestamp64Milli(computed) AS computed_at
FROM days_now FINAL
WHERE day >= toDate({from:String}) AND day < toDate({until:String}) AND has({stations:Array(UInt32)}, station)
  AND has({factors:Array(UInt16)}, factor)
ORDER BY civil, station, factor
LIMIT {most:UInt32}
