-- Who asks: the audit, per stretch of 64 stations.
-- Reads: one civil day of `days_now` of them, about 400 rows.
SELECT station, factor, toString(reinterpretAsInt64(days_now.value)) AS value,
  toString(reinterpretAsInt128(days_now.sum)) AS sum, count, expected, valid,
  toString(reinterpretAsInt64(days_now.low)) AS low, toString(reinterpretAsInt64(days_now.high)) AS high, over, origin,
    toString(toUnixTimestamp64Milli(days_now.computed)) AS computed
FROM days_now FINAL
WHERE day = {day:Date} AND station BETWEEN {first:UInt32} AND {last:UInt32}
SETTINGS max_threads = 1
