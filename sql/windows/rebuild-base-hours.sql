-- Who asks: the tick, when an hour begins or hour values were computed since it last looked (checked every minute).
-- Reads: 23 hours of `hours_now`, about 950,000 rows at city scale; writes one row per series.
INSERT INTO base_hours
SELECT
  toDateTime({hour:UInt32}, 'UTC') AS until,
  station, factor,
  sumIf(toInt128(reinterpretAsInt64(assumeNotNull(hours_now.value))),
    hour >= toDateTime({hour:UInt32}, 'UTC') - INTERVAL 7 HOUR) AS sum8,
  countIf(hour >= toDateTime({hour:UInt32}, 'UTC') - INTERVAL 7 HOUR) AS count8,
  sum(toInt128(reinterpretAsInt64(assumeNotNull(hours_now.value)))) AS sum24,
  count() AS count24,
  max(hour) AS last_hour,
  argMax(reinterpretAsInt128(hours_now.sum), hour) AS last_sum,
  argMax(hours_now.count, hour) AS last_count,
  {version:UInt64} AS version
FROM hours_now FINAL
WHERE hour >= toDateTime({hour:UInt32}, 'UTC') - INTERVAL 23 HOUR AND hour < toDateTime({hour:UInt32}, 'UTC')
  AND valid = 1 AND isNotNull(hours_now.value)
  AND station NOT IN (SELECT station FROM stations FINAL WHERE kind = {{kind.power}})
GROUP BY station, factor
