-- Who asks: every tick (5 s), first of all.
-- Reads: what is not closed yet of `recent` (up to a minute and a half, about 40,000 rows at city scale), `base` and
-- `base_hours` (28,000 rows each), the stations; writes one row per series.
--
-- Power meters (kind 7) take no part: nothing is averaged of them.
-- Rolling 1 h = [start of the open 5-min bucket - 55 min, now): mean of the valid samples flagged N or T; sufficient from
-- three quarters of the samples the station's period promises. Where it is not, the last closed hour stands in (`closed`).
-- Rolling 8 h / 24 h = the hour values of the last 7 / 23 closed hours and of the open hour, which takes part once it has
-- 45 minutes; at least 6 of 8, 20 of 24 (GB 3095-2026 Table 4). Rounding: half to even at the sixth decimal, once.
INSERT INTO rolling
WITH
  -- Exact: twelve decimals tell a half from its neighbours for every divisor below 5e11.
  (s, n) -> toInt128(roundBankers(toDecimal128(s, 12) / toInt64(n), 0)) AS half_even,
  -- Sound levels (factor 90) are summed as energy.
  (s, n) -> toInt128(round(10 * log10(greatest(s, 1) / 1e3 / n) * 100)) * 10000 AS energy_mean,
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
      sumIf(part_value, counts),
      countIf(counts),
      sumIf(part_value, counts AND bucket >= toDateTime({hour:UInt32}, 'UTC')),
      countIf(counts AND bucket >= toDateTime({hour:UInt32}, 'UTC')),
      max(time) AS newest_time, toInt64(bitShiftRight(argMax(packed, time) AS last_packed, 8)) - 36028797018963968, toUInt8(bitAnd(last_packed, 255)), max(letter = 84),
      0, 0, 0, 0, toDateTime(0, 'UTC'), 0, 0
    FROM (
      -- What is said of one time is one number: the ordinal above, value (+ 2^55) and flag below it; the largest is the valid version.
      SELECT bucket, station, factor, statistic, time, toUInt64(said) AS packed, bitAnd(packed, 255) AS letter, letter IN (78, 84) AS counts,
        toInt64(bitShiftRight(packed, 8)) - 36028797018963968 AS micro,
        if(factor = 90, toInt64(round(exp10(least(micro, 130000000) / 1e7) * 1e3)), micro) AS part_value
      FROM (
        SELECT bucket, station, factor, statistic, time,
          max(bitOr(bitShiftLeft(toUInt128(recent.first), 64), toUInt128(bitOr(bitShiftLeft(toUInt64(reinterpretAsInt64(recent.value) + 36028797018963968), 8), flag)))) AS said
        FROM recent FINAL
        WHERE bucket >= toDateTime({until:UInt32}, 'UTC') AND bucket <= present AND time < present
          AND station IN (SELECT station FROM stations FINAL WHERE retired = 0 AND kind != 7)
        GROUP BY bucket, station, factor, statistic, time
      )
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
      NOT is_enough AND closed_samples > 0 AND closed_hour = toDateTime({hour:UInt32}, 'UTC') - INTERVAL 1 HOUR AS is_closed,
      if(is_closed, closed_total, total) AS sum1,
      toInt128(if(is_closed, closed_samples, samples)) AS count1,
      open_samples > 0 AND open_samples * period * 4 >= 3 * 3600 AS has_open,
      toInt128(hours8 + has_open) AS count8,
      toInt128(hours24 + has_open) AS count24
    FROM series
  ),
  -- Of each mean, the sum and the divisor as columns of their own: no divisor is 0.
  divided AS (
    SELECT *, half_even(open_total, greatest(toInt128(open_samples), 1)) AS open_even
    FROM judged
  ),
  summed AS (
    SELECT *, greatest(count1, 1) AS by1, greatest(count8, 1) AS by8, greatest(count24, 1) AS by24,
      if(NOT has_open, toInt128(0), if(factor = 90, energy_mean(open_total, open_samples), open_even)) AS open_mean,
      hours8_total + open_mean AS sum8, hours24_total + open_mean AS sum24
    FROM divided
  )
SELECT
  {tick:UInt32} AS tick, kind, station, factor, folded,
  sum1, toUInt32(count1) AS count1,
  -- A mean of wind directions (factor 24) is not a mean of numbers: only the hours job makes one.
  multiIf(
    is_closed, toInt64(half_even(sum1, by1)),
    NOT is_enough OR factor = 24, NULL,
    factor = 90, toInt64(energy_mean(sum1, by1)),
    toInt64(half_even(sum1, by1))) AS mean1,
  if(is_closed, toDateTime({hour:UInt32}, 'UTC'), present) AS end1,
  is_closed AS closed,
  -- Directions and sound levels (24, 90) have none: means of their hours would not be means of numbers, and nothing is judged on them.
  if(count8 >= 6 AND factor NOT IN (24, 90), toInt64(half_even(sum8, by8)), NULL) AS mean8,
  if(count24 >= 20 AND factor NOT IN (24, 90), toInt64(half_even(sum24, by24)), NULL) AS mean24,
  newest_at AS last_time,
  if(newest_at > toDateTime(0, 'UTC'), newest.1, NULL) AS last_value,
  newest.2 AS last_flag,
  any_over AS over
FROM summed
