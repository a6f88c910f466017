-- Who asks: every tick: every series a limit binds, against it. Writes about 5,000 rows.
-- Reads: `station_limits` (permits, local rules), `outlet_standards`, `standard_limits` for national air stations, `water_items`, the
-- newest `slow_judgements` (local rules, days of outlets; once a minute), and the rows of those series in `rolling`.
-- Judged only on valid values: the rolling hour where sufficient, else the last closed hour; running 24 h for daily limits (there
-- is no hourly limit for particles). Each by the edition in force when the period judged began. No multiple for pH, DO, temperature.
-- Stacks with a reference oxygen: the device's folded hour, else measured hour folded by the oxygen's; nothing from 20.5 % O2 on.
-- Outlets: a permit goes before a standard, of standards the stricter; values for water up to 12 degrees where the rule has them.
-- Reasons: 1 flagged, 2 too few samples, 3 humidity above 95 % at an optical dust monitor, 4 calibration or maintenance,
-- 5 nothing heard for two periods, 6 implausible, 7 worse than its class but without a multiple, 8 oxygen at the guard,
-- 10 regional dust, 11 oxygen unknown, 14 under a mark, 15 taken out by quality control; 9, 12, 13 see judge-local.sql.
INSERT INTO judgements
WITH
  (s, n) -> toInt64(roundBankers(toDecimal128(s, 12) / toInt64(n), 0)) AS half_even,
  toDateTime({now:UInt32}, 'UTC') AS present,
  toDateTime({since:UInt32}, 'UTC') AS hour_begin,
  toDateTime({hour:UInt32}, 'UTC') - INTERVAL 23 HOUR AS day_begin,
  bound AS (
    SELECT station, factor, statistic, limit_value, cold, limit_source, in_force, superseded FROM (
      SELECT station, factor, statistic, argMax(reinterpretAsInt64(station_limits.value), effective_from) AS limit_value, argMax(reinterpretAsInt64(ifNull(station_limits.cold, 0)), effective_from) AS cold,
        argMax(source, effective_from) AS limit_source, toDateTime(0, 'UTC') AS in_force, toDateTime(4294967295, 'UTC') AS superseded, argMax(standing, effective_from) = 2 AS yields
      FROM station_limits FINAL
      WHERE retired = 0 AND effective_from <= multiIf(statistic = 20, hour_begin, statistic = 30, day_begin, present) AND statistic IN (1, 20, 30) AND factor NOT IN (40, 41, 42)
      GROUP BY station, factor, statistic
      UNION ALL
      SELECT station, factor, statistic, value, cold, source, toDateTime(0, 'UTC'), toDateTime(4294967295, 'UTC'), 1
      FROM outlet_standards FINAL WHERE retired = 0 AND effective_from <= hour_begin AND statistic = 20
    )
    WHERE limit_value > 0
    ORDER BY yields, limit_value LIMIT 1 BY station, factor, statistic
    UNION ALL
    SELECT p.station, l.factor, if(l.averaging_hours = 1, 20, 30), reinterpretAsInt64(l.value), 0, l.source, l.effective_from, l.effective_until
    FROM (SELECT * FROM standard_limits FINAL WHERE averaging_hours IN (1, 24) AND factor <= 6 AND effective_from <= present AND effective_until > day_begin) AS l
    CROSS JOIN (SELECT station FROM stations FINAL WHERE retired = 0 AND kind = 1) AS p
  ),
  place AS (
    SELECT s.station AS station, s.kind AS kind,
      dateDiff('second', if(s.basis = 1, h.time, toDateTime(h.received, 'UTC')), present) > 2 * s.period + 10 AS is_stale
    FROM stations AS s FINAL LEFT JOIN (SELECT * FROM station_heard FINAL) AS h ON s.station = h.station
    WHERE s.retired = 0
  ),
  outlet AS (
    SELECT g.station AS station, g.reference_oxygen AS reference, o.mean1 AS oxygen
    FROM (SELECT station, reference_oxygen FROM stack_gas FINAL WHERE retired = 0) AS g
    LEFT JOIN (SELECT station, mean1 FROM rolling WHERE tick = {tick:UInt32} AND kind = 6 AND factor = 65 AND folded = 0) AS o ON g.station = o.station
  ),
  series AS (
    SELECT station, factor, closed, end1, mean1, mean24, last_time, last_value, last_flag, over, toUInt8(0) AS held
    FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN (1, 3, 4) AND folded = 0
    UNION ALL
    SELECT r.station, r.factor, r.closed, r.end1,
      multiIf(held > 0 OR isNull(r.mean1), NULL, g.reference = 0 OR r.factor NOT IN (66, 67, 69, 70) OR r.folded = 1, r.mean1,
        toNullable(half_even(toInt128(ifNull(r.mean1, 0)) * (21000000 - g.reference), greatest(toInt128(1), 21000000 - toInt128(ifNull(g.oxygen, 0)))))) AS judged1,
      NULL, r.last_time, r.last_value, r.last_flag, r.over,
      toUInt8(multiIf(g.reference = 0 OR r.factor NOT IN (66, 67, 69, 70), 0, g.oxygen >= 20500000, 8, isNull(r.mean1) OR r.folded = 1 OR isNotNull(g.oxygen), 0, 11)) AS held
    FROM (
      SELECT * FROM rolling WHERE tick = {tick:UInt32} AND kind = 6 AND (folded = 0 OR isNotNull(mean1)) ORDER BY folded DESC LIMIT 1 BY station, factor
    ) AS r LEFT JOIN outlet AS g ON r.station = g.station
  ),
  humid AS (
    SELECT station FROM rolling WHERE tick = {tick:UInt32} AND kind IN (3, 4) AND factor = 21 AND folded = 0 AND last_flag = 78 AND last_value > 95000000
  ),
  dusty AS (SELECT station FROM dust_references FINAL WHERE regional = 1 AND written >= present - INTERVAL 10 MINUTE),
  held_back AS (
    SELECT station, factor, reason FROM withheld
    WHERE version = (SELECT max(version) FROM withheld) AND station > 0 AND begin <= {now:UInt32} AND end > {now:UInt32}
  ),
  cold_water AS (SELECT station FROM rolling WHERE tick = {tick:UInt32} AND kind = 6 AND factor = 42 AND folded = 0 AND mean1 <= 12000000)
SELECT
  {tick:UInt32} AS tick, b.station AS station, b.factor AS factor,
  multiIf(b.statistic = 30, 4, b.statistic = 1, 2, r.closed = 1, 3, 1) AS averaging,
  p.kind AS kind,
  if(reason = 0, multiIf(r.station = 0, NULL, b.statistic = 20, r.mean1, b.statistic = 30, r.mean24, r.last_flag IN (78, 84) AND NOT p.is_stale, r.last_value, NULL) AS measured, NULL) AS value,
  if(b.cold > 0 AND b.station IN (SELECT station FROM cold_water), b.cold, b.limit_value) AS limit_value, b.limit_source AS limit_source,
  if(b.statistic = 1, r.last_time, r.end1) AS at,
  r.over AS over,
  multiIf(
    b.station IN (SELECT station FROM held_back WHERE factor = 0) OR (b.station, b.factor) IN (SELECT station, factor FROM held_back WHERE reason = 14), 14,
    (b.station, b.factor) IN (SELECT station, factor FROM held_back), 15,
    p.kind IN (3, 4) AND b.factor IN (1, 2, 7) AND b.station IN (SELECT station FROM humid), 3,
    p.kind IN (3, 4) AND b.factor IN (1, 2, 7) AND b.station IN (SELECT station FROM dusty), 10,
    r.held = 8 AND NOT p.is_stale, 8,
    isNotNull(measured), 0,
    p.is_stale OR r.station = 0, 5,
    r.last_flag IN (67, 77), 4,
    r.last_flag = 88, 6,
    r.last_flag NOT IN (78, 84), 1,
    r.held = 11, 11,
    2) AS reason
FROM bound AS b
INNER JOIN place AS p ON b.station = p.station
LEFT JOIN series AS r ON b.station = r.station AND b.factor = r.factor
-- The edition in force when the period judged began. The days of outlets are judged once a minute, weighted and folded.
WHERE b.limit_value > 0 AND NOT (p.kind = 6 AND b.statistic = 30)
  AND (multiIf(b.statistic = 30, day_begin, r.closed = 1, r.end1 - INTERVAL 1 HOUR, hour_begin) AS begun) >= b.in_force AND begun < b.superseded
UNION ALL
-- Items of sections: ranked by their multiple; worse than the target class without one, or too old: left out.
SELECT {tick:UInt32}, station, factor, 2, 5, if(has_multiple = 1 AND at >= present - INTERVAL 8 HOUR, toNullable(value), NULL), limit_value, limit_source, at, over,
  toUInt8(multiIf(at < present - INTERVAL 8 HOUR, 5, has_multiple = 1, 0, 7))
FROM water_items FINAL
WHERE at <= present AND limit_value > 0 AND (has_multiple = 1 OR at < present - INTERVAL 8 HOUR OR class > target) AND station IN (SELECT station FROM place)
UNION ALL
SELECT {tick:UInt32}, station, factor, averaging, kind, value, limit_value, limit_source, at, over, reason
FROM slow_judgements
WHERE (family, version) IN (SELECT family, max(version) FROM slow_judgements GROUP BY family) AND written >= present - INTERVAL 10 MINUTE
