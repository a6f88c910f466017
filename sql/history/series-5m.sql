-- Five-minute means of one series from the valid versions flagged N or T (those that count for means), exact sums.
-- Asked by GET /api/stations/{id}/series?step=5m, lane history. Reads as sql/history/series-raw.sql.
SELECT
  toUnixTimestamp(bucket) AS t,
  toString(if(valid_count = 0, NULL, CAST(value_sum AS Decimal(38, 12)) / valid_count)) AS value,
  valid_count AS count,
  over
FROM (
  SELECT
    toStartOfFiveMinutes(time) AS bucket,
    sumIf(CAST(tupleElement(valid, 2) AS Decimal(38, 6)), tupleElement(valid, 3) IN (78, 84)) AS value_sum,
    countIf(tupleElement(valid, 3) IN (78, 84)) AS valid_count,
    max(tupleElement(valid, 3) = 84) AS over
  FROM (
    SELECT time, max((said, value, flag)) AS valid
    FROM (
      SELECT time, value, flag, min(first) AS said
      FROM readings
      WHERE hour >= toStartOfHour(toDateTime({from:UInt32}, 'UTC')) AND hour < toDateTime({to:UInt32}, 'UTC')
        AND station = {station:UInt32} AND factor = {factor:UInt16} AND statistic = {statistic:UInt8}
        AND time >= toDateTime({from:UInt32}, 'UTC') AND time < toDateTime({to:UInt32}, 'UTC')
      GROUP BY time, value, flag
    )
    GROUP BY time
  )
  GROUP BY bucket
)
ORDER BY bucket
LIMIT {limit:UInt32}
