-- Who asks: GET /api/explain, lane history.
-- Reads: the rows of the named factors in one partition of `rolling`, some thousands.
-- What the windows held of some series at one tick.
SELECT
  station, factor, folded, toString(sum1) AS sum, count1 AS count, toString(mean1) AS mean,
    toUnixTimestamp(end1) AS end, closed,
  toString(mean8) AS mean_8, toString(mean24) AS mean_24, toUnixTimestamp(last_time) AS last_at,
    toString(last_value) AS last_micro, last_flag
FROM rolling
WHERE tick = {tick:UInt32} AND has({factors:Array(UInt16)}, factor) AND has({stations:Array(UInt32)}, station)
ORDER BY station, factor, folded
