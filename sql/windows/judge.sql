-- Who asks: every tick: every series a limit binds, against it. Writes about 5,000 rows.
-- Reads: `station_limits` (permits, local rules), `standard_limits` for national air stations, `water_items`, and the rows of
-- those series in `rolling`.
-- Judged only on valid values: the rolling hour where sufficient, else the last closed hour; running 24 h for daily limits (there
-- is no hourly limit for particles); folded values of stacks where the device sends them. No multiple for pH, DO, temperature.
-- Reasons: 1 flagged, 2 too few samples, 3 humidity above 95 % at an optical dust monitor, 4 calibration or maintenance,
-- 5 nothing heard for two periods, 6 implausible.
INSERT INTO judgements
WITH
  toDateTime({now:UInt32}, 'UTC') AS present,
  toDateTime({since:UInt32}, 'UTC') AS hour_begin,
  toDateTime({hour:UInt32}, 'UTC') - INTERVAL 23 HOUR AS day_begin,
  bound AS (
    SELECT station, factor, statistic, argMax(reinterpretAsInt64(station_limits.value), effective_from) AS limit_value, argMax(source, effective_from) AS limit_source,
      toDateTime(0, 'UTC') AS in_force, toDateTime(4294967295, 'UTC') AS superseded
    FROM station_limits FINAL
    WHERE retired = 0 AND effective_from <= multiIf(statistic = 20, hour_begin, statistic = 30, day_begin, present) AND statistic IN (1, 20, 30) AND factor NOT IN (40, 41, 42)
    GROUP BY station, factor, statistic
    UNION ALL
    SELECT p.station, l.factor, if(l.averaging_hours = 1, 20, 30), reinterpretAsInt64(l.value), l.source, l.effective_from, l.effective_until
    FROM (SELECT * FROM standard_limits FINAL WHERE averaging_hours IN (1, 24) AND factor <= 6 AND effective_from <= present AND effective_until > day_begin) AS l
    CROSS JOIN (SELECT station FROM stations FINAL WHERE retired = 0 AND kind = 1) AS p
  ),
  place AS (
    SELECT s.station AS station, s.kind AS kind,
      dateDiff('second', if(s.basis = 1, h.time, toDateTime(h.received, 'UTC')), present) > 2 * s.period + 10 AS is_stale
    FROM stations AS s FINAL LEFT JOIN (SELECT * FROM station_heard FINAL) AS h ON s.station = h.station
    WHERE s.retired = 0
  ),
  series AS (
    SELECT * FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN (1, 3, 4, 6) AND (folded = 0 OR isNotNull(mean1))
    ORDER BY folded DESC LIMIT 1 BY station, factor
  ),
  humid AS (
    SELECT station FROM rolling WHERE tick = {tick:UInt32} AND kind IN (3, 4) AND factor = 21 AND folded = 0 AND last_flag = 78 AND last_value > 95000000
  )
SELECT
  {tick:UInt32} AS tick, b.station AS station, b.factor AS factor,
  multiIf(b.statistic = 30, 4, b.statistic = 1, 2, r.closed = 1, 3, 1) AS averaging,
  p.kind AS kind,
  if(reason = 0, multiIf(r.station = 0, NULL, b.statistic = 20, r.mean1, b.statistic = 30, r.mean24, r.last_flag IN (78, 84) AND NOT p.is_stale, r.last_value, NULL) AS measured, NULL) AS value,
  b.limit_value AS limit_value, b.limit_source AS limit_source,
  if(b.statistic = 1, r.last_time, r.end1) AS at,
  r.over AS over,
  multiIf(
    p.kind IN (3, 4) AND b.factor IN (1, 2, 7) AND b.station IN (SELECT station FROM humid), 3,
    isNotNull(measured), 0,
    p.is_stale OR r.station = 0, 5,
    r.last_flag IN (67, 77), 4,
    r.last_flag = 88, 6,
    r.last_flag NOT IN (78, 84), 1,
    2) AS reason
FROM bound AS b
INNER JOIN place AS p ON b.station = p.station
LEFT JOIN series AS r ON b.station = r.station AND b.factor = r.factor
-- The edition in force when the period judged began.
WHERE b.limit_value > 0 AND (multiIf(b.statistic = 30, day_begin, r.closed = 1, r.end1 - INTERVAL 1 HOUR, hour_begin) AS begun) >= b.in_force AND begun < b.superseded
UNION ALL
SELECT {tick:UInt32}, station, factor, 2, 5, value, limit_value, limit_source, at, over, 0
FROM water_items FINAL
WHERE at >= present - INTERVAL 8 HOUR AND at <= present AND has_multiple = 1 AND limit_value > 0
