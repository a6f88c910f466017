-- Who asks: the audit each round, for the series it chose.
-- Reads: one tick of `rolling`.
SELECT station, factor, folded, toString(sum1) AS total, count1 AS samples, toString(mean1) AS mean,
  rolling.closed AS is_closed,
  toUnixTimestamp(last_time) AS last_at, toString(last_value) AS newest, last_flag, over
FROM rolling
WHERE tick = {tick:UInt32} AND station IN {stations:Array(UInt32)}
  AND (empty({factors:Array(UInt16)}) OR factor IN {factors:Array(UInt16)})
SETTINGS max_threads = 1
