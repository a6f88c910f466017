-- Who asks: every tick (5 s), first of all.
-- Reads: the open bucket of `recent` (up to 6 minutes, about 350,000 rows at city scale), `base` and `base_hours`
-- (40,000 rows each), the stations; writes one row per series.
--
-- Power meters (kind 7) take no part: nothing is averaged of them.
-- Rolling 1 h = [start of the open 5-min bucket - 55 min, now): mean of the valid samples flagged N or T; sufficient from
-- three quarters of the samples the station's period promises. Where it is not, the last closed hour stands in (`closed`).
-- Rolling 8 h / 24 h = the hour values of the last 7 / 23 closed hours and of the open hour, which takes part once it has
-- 45 minutes; at least 6 of 8, 20 of 24 (GB 3095-2026 Table 4). Rounding: half to even at the sixth decimal, once.
INSERT INTO rolling
WITH
  (s, n) -> intDiv(2 * s + n - positiveModulo(2 * s + n, 2 * n), 2 * n)
    - toUInt8(positiveModulo(2 * s + n, 2 * n) = 0 AND positiveModulo(intDiv(2 * s + n, 2 * n), 2) = 1) AS half_even,
  -- Sound levels (factor 90) are summed as energy.
  (f, s, n) -> if(f = 90, toInt128(round(10 * log10(greatest(s, 1) / 1e3 / n) * 100)) * 10000, half_even(s, n)) AS mean_of,
  toDateTime({now:UInt32}, 'UTC') AS present,
  dateDiff('second', toDateTime({since:UInt32}, 'UTC'), present) AS elapsed,
  parts AS (
    SELECT
      station, factor, statistic, base.sum AS s, base.count AS n, base.open_sum AS open_s, base.open_count AS open_n,
      base.last_time AS at, base.last_value AS v, base.last_flag AS f, base.over AS o,
      toInt128(0) AS s8, toUInt8(0) AS n8, toInt128(0) AS s24, toUInt8(0) AS n24, toDateTime(0, 'UTC') AS h, toInt128(0) AS hs, toUInt32(0) AS hn
    FROM base FINAL
    WHERE since = toDateTime({since:UInt32}, 'UTC') AND until = toDateTime({until:UInt32}, 'UTC')
    UNION ALL
    SELECT
      station, factor, statistic,
      sumIf(part_value, valid.2 IN (78, 84)),
      countIf(valid.2 IN (78, 84)),
      sumIf(part_value, valid.2 IN (78, 84) AND bucket >= toDateTime({hour:UInt32}, 'UTC')),
      countIf(valid.2 IN (78, 84) AND bucket >= toDateTime({hour:UInt32}, 'UTC')),
      max(time), argMax(valid.1, time), argMax(valid.2, time), max(valid.2 = 84),
      0, 0, 0, 0, toDateTime(0, 'UTC'), 0, 0
    FROM (
      SELECT bucket, station, factor, statistic, time, argMax((value, flag), (first, value, flag)) AS valid,
        toInt128(if(factor = 90, toInt64(round(exp10(least(valid.1, 130000000) / 1e7) * 1e3)), valid.1)) AS part_value
      FROM (
        SELECT bucket, station, factor, statistic, time, reinterpretAsInt64(recent.value) AS value, flag, min(recent.first) AS first
        FROM recent
        WHERE bucket >= toDateTime({until:UInt32}, 'UTC') AND bucket <= present AND time < present
          AND station IN (SELECT station FROM stations FINAL WHERE retired = 0 AND kind != 7)
        GROUP BY bucket, station, factor, statistic, time, value, flag
      )
      GROUP BY bucket, station, factor, statistic, time
    )
    GROUP BY station, factor, statistic
    UNION ALL
    SELECT
      station, factor, 0, 0, 0, 0, 0, toDateTime(0, 'UTC'), 0, 0, 0,
      sum8, count8, sum24, count24, last_hour, last_sum, last_count
    FROM base_hours FINAL
    WHERE until = toDateTime({hour:UInt32}, 'UTC')
  ),
  series AS (
    SELECT
      any(place.kind) AS kind, station, factor,
      toUInt8(part.statistic IN (2, 14, 24)) AS folded,
      any(multiIf(place.basis = 10, greatest(60, place.period), place.basis = 20, greatest(3600, place.period), greatest(1, place.period))) AS period,
      sum(part.s) AS total, sum(part.n) AS samples, sum(part.open_s) AS open_total, sum(part.open_n) AS open_samples,
      max(part.at) AS newest_at, argMax((part.v, part.f), part.at) AS newest, max(part.o) AS any_over,
      sum(part.s8) AS hours8_total, sum(part.n8) AS hours8, sum(part.s24) AS hours24_total, sum(part.n24) AS hours24,
      max(part.h) AS closed_hour, sum(part.hs) AS closed_total, sum(part.hn) AS closed_samples
    FROM parts AS part
    INNER JOIN (SELECT station, kind, period, basis FROM stations FINAL WHERE retired = 0 AND kind != 7) AS place USING (station)
    WHERE part.statistic = 0 OR part.statistic = place.basis OR part.statistic = transform(place.basis, [1, 10, 20], [2, 14, 24], 0)
    GROUP BY station, factor, folded
  ),
  judged AS (
    SELECT
      *,
      samples > 0 AND samples * period * 4 >= 3 * elapsed AS is_enough,
      closed_samples > 0 AND closed_hour = toDateTime({hour:UInt32}, 'UTC') - INTERVAL 1 HOUR AS has_closed,
      open_samples > 0 AND open_samples * period * 4 >= 3 * 3600 AS has_open,
      if(has_open, mean_of(factor, open_total, toInt128(greatest(open_samples, 1))), 0) AS open_mean
    FROM series
  )
SELECT
  {tick:UInt32} AS tick, kind, station, factor, folded,
  if(is_enough OR NOT has_closed, total, closed_total) AS sum1,
  if(is_enough OR NOT has_closed, samples, closed_samples) AS count1,
  -- A mean of wind directions (factor 24) is not a mean of numbers: only the hours job makes one.
  multiIf(
    is_enough AND factor != 24, toInt64(mean_of(factor, total, toInt128(greatest(samples, 1)))),
    NOT is_enough AND has_closed, toInt64(half_even(closed_total, toInt128(greatest(closed_samples, 1)))),
    NULL) AS mean1,
  if(is_enough OR NOT has_closed, present, toDateTime({hour:UInt32}, 'UTC')) AS end1,
  NOT is_enough AND has_closed AS closed,
  if(hours8 + has_open >= 6, toInt64(half_even(hours8_total + open_mean, toInt128(greatest(hours8 + has_open, 1)))), NULL) AS mean8,
  if(hours24 + has_open >= 20, toInt64(half_even(hours24_total + open_mean, toInt128(greatest(hours24 + has_open, 1)))), NULL) AS mean24,
  newest_at AS last_time,
  if(newest_at > toDateTime(0, 'UTC'), newest.1, NULL) AS last_value,
  newest.2 AS last_flag,
  any_over AS over
FROM judged
