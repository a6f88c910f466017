-- Who asks: GET /api/stations/{id}/series?step=raw, lane history.
-- Reads: `readings`.
-- Raw values of one series as they count: of every instant the valid version, the value whose first frame is the
-- latest. `hour` leads the key, so each hour of the range is one granule of 8,192 rows: 14 days are some 2.7 M rows
-- read, at most {limit} returned.
WITH
  {{reading-version}}
SELECT
  toUnixTimestamp(time) AS t,
  toString(reinterpret(version_micro(valid), 'Decimal64(6)')) AS value,
  char(version_flag(valid)) AS flag
FROM (
  SELECT time, max(reading_version(said, reading, letter)) AS valid
  FROM (
    SELECT time, readings.value AS reading, readings.flag AS letter, min(readings.first) AS said
    FROM readings
    WHERE hour >= toStartOfHour(toDateTime({from:UInt32}, 'UTC')) AND hour < toDateTime({to:UInt32}, 'UTC')
      AND station = {station:UInt32} AND factor = {factor:UInt16} AND statistic = {statistic:UInt8}
      AND time >= toDateTime({from:UInt32}, 'UTC') AND time < toDateTime({to:UInt32}, 'UTC')
    GROUP BY time, reading, letter
  )
  GROUP BY time
)
ORDER BY time
LIMIT {limit:UInt32}
