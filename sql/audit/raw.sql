-- Who asks: the audit, a few times a round (5 s).
-- Reads: readings of some hours of named stations, as they lie there: no FINAL, no grouping, nothing that the jobs do.
-- At city scale a stretch of 64 stations has some 45,000 rows an hour.
SELECT station, factor, statistic, toUnixTimestamp(time) AS at, reinterpretAsInt64(readings.value) AS micro, flag,
  readings.first AS ordinal,
  toUInt32(intDiv(toUnixTimestamp64Milli(readings.received), 1000)) AS arrived
FROM readings
WHERE hour >= {from:DateTime} AND hour <= {to:DateTime} AND station IN {stations:Array(UInt32)}
  AND statistic IN {statistics:Array(UInt8)}
  AND (empty({factors:Array(UInt16)}) OR factor IN {factors:Array(UInt16)})
LIMIT {most:UInt32}
SETTINGS max_threads = 1
