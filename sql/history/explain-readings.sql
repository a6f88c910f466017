-- Who asks: GET /api/explain, lane history, for a number that a person opened.
-- Reads: `readings`.
-- Everything ever said of one series in a span of time: every identity, not only the valid version. `hour` leads the
-- key: one granule an hour; at most {most} rows.
SELECT
  toUnixTimestamp(time) AS t,
  toString(reinterpretAsInt64(readings.value)) AS micro,
  flag,
  toString(min(readings.first)) AS said,
  toUnixTimestamp64Milli(min(readings.received)) AS heard
FROM readings
WHERE hour >= toStartOfHour(toDateTime({from:UInt32}, 'UTC')) AND hour < toDateTime({until:UInt32}, 'UTC')
  AND station = {station:UInt32} AND factor = {factor:UInt16} AND statistic = {statistic:UInt8}
  AND time >= toDateTime({from:UInt32}, 'UTC') AND time < toDateTime({until:UInt32}, 'UTC')
GROUP BY time, readings.value, flag
ORDER BY t, min(readings.first), micro, flag
LIMIT {most:UInt32}
