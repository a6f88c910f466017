-- Five-minute means of one series from the valid versions flagged N or T (those that count for means), exact sums; directions as unit
-- vectors, sound levels by their energy, as sql/rollups/hours.sql has them.
-- Asked by GET /api/stations/{id}/series?step=5m, lane history. Reads as sql/history/series-raw.sql.
SELECT
  toUnixTimestamp(bucket) AS t,
  toString(multiIf(
    valid_count = 0, NULL,
    {factor:UInt16} IN {directions:Array(UInt16)}, CAST(round(positiveModulo(degrees(atan2(east, north)), 360) * 10) / 10 AS Nullable(Decimal(38, 12))),
    {factor:UInt16} IN {levels:Array(UInt16)}, CAST(round(10 * log10(energy / 1e3 / valid_count) * 100) / 100 AS Nullable(Decimal(38, 12))),
    CAST(value_sum AS Nullable(Decimal(38, 12))) / valid_count)) AS value,
  valid_count AS count,
  over
FROM (
  SELECT
    toStartOfFiveMinutes(time) AS bucket,
    sumIf(CAST(value AS Decimal(38, 6)), counts) AS value_sum,
    sumIf(toInt64(round(sin(toFloat64(value) * pi() / 180) * 1e9)), counts) AS east,
    sumIf(toInt64(round(cos(toFloat64(value) * pi() / 180) * 1e9)), counts) AS north,
    sumIf(toInt128(round(exp10(least(toFloat64(value), 130) / 10) * 1e3)), counts) AS energy,
    countIf(counts) AS valid_count,
    max(flag = 84) AS over
  FROM (
    SELECT time, tupleElement(valid, 2) AS value, tupleElement(valid, 3) AS flag, flag IN (78, 84) AS counts
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
  )
  GROUP BY bucket
)
ORDER BY bucket
LIMIT {limit:UInt32}
