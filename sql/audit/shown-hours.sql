-- Who asks: the audit, per stretch of 64 stations.
-- Reads: one hour of `hours_now` of them, about 400 rows.
SELECT station, factor, toString(reinterpretAsInt64(hours_now.value)) AS value,
  toString(reinterpretAsInt128(hours_now.sum)) AS sum, count, expected, valid,
  toString(reinterpretAsInt64(hours_now.low)) AS low, toString(reinterpretAsInt64(hours_now.high)) AS high, over,
    origin, enough, codes, toString(toUnixTimestamp64Milli(hours_now.computed)) AS computed
FROM hours_now FINAL
WHERE hour = {start:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
SETTINGS max_threads = 1
