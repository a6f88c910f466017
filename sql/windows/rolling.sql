-- Who asks: every tick (5 s), first of all.
-- Reads: what is not closed yet of `recent` (up to a minute and a half, about 40,000 rows at city scale), `base` and
-- `base_hours` (28,000 rows each), the stations; writes one row per series.
--
-- Power meters (kind 7) take no part: nothing is averaged of them.
-- Rolling 1 h = [start of the open 5-min bucket - 55 min, now): mean of the valid samples flagged N or T; sufficient
-- from three quarters of the samples the station's period promises. Where it is not, the last closed hour stands in
-- (`closed`).
-- Rolling 8 h / 24 h = the hour values of the last 7 / 23 closed hours and of the open hour, which takes part once it
-- has 45 minutes; at least 6 of 8, 20 of 24 (GB 3095-2026 Table 4). Rounding: half to even at the sixth decimal, once.
INSERT INTO rolling
WITH
  {{half-even}},
  {{sound-level}},
  {{reading-version}},
  {{validity}},
  {{station-period}},
  toDateTime({now:UInt32}, 'UTC') AS present,
  dateDiff('second', toDateTime({since:UInt32}, 'UTC'), present) AS elapsed,
  parts AS (
    SELECT
      station, factor, statistic, base.sum AS s, base.count AS n, base.open_sum AS open_s, base.open_count AS open_n,
      base.last_time AS at, base.last_value AS v, base.last_flag AS f, base.over AS o,
      toInt128(0) AS s8, toUInt8(0) AS n8, toInt128(0) AS s24, toUInt8(0) AS n24, toDateTime(0, 'UTC') AS h,
        toInt128(0) AS hs, toUInt32(0) AS hn
    FROM base FINAL
    WHERE since = toDateTime({since:UInt32}, 'UTC') AND until = toDateTime({until:UInt32}, 'UTC')
    UNION ALL
    SELECT
      station, factor, statistic,
      sumIf(part_value, counts),
      countIf(counts),
      sumIf(part_value, counts AND bucket >= toDateTime({hour:UInt32}, 'UTC')),
      countIf(counts AND bucket >= toDateTime({hour:UInt32}, 'UTC')),
      max(time) AS newest_time, version_micro(argMax(said, time) AS last_said), version_flag(last_said),
        max(letter = {{flag.overRange}}),
      0, 0, 0, 0, toDateTime(0, 'UTC'), 0, 0
    FROM (
      SELECT bucket, station, factor, statistic, time, said, version_flag(said) AS letter,
        letter IN ({{flags.inMeans}}) AS counts,
        version_micro(said) AS micro,
        if(factor = {{factor.noise}}, sound_energy(micro), micro) AS part_value
      FROM (
        SELECT bucket, station, factor, statistic, time,
          max(reading_version(recent.first, recent.value, recent.flag)) AS said
        FROM recent FINAL
        WHERE bucket >= toDateTime({until:UInt32}, 'UTC') AND bucket <= present AND time < present
          AND station IN (SELECT station FROM stations FINAL WHERE retired = 0 AND kind != {{kind.power}})
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
      toUInt8(part.statistic IN ({{statistics.folded}})) AS folded,
      any(sample_period(place.basis, place.period)) AS period,
      sum(part.s) AS total, sum(part.n) AS samples, sum(part.open_s) AS open_total, sum(part.open_n) AS open_samples,
      max(part.at) AS newest_at, argMax((part.v, part.f), part.at) AS newest, max(part.o) AS any_over,
      sum(part.s8) AS hours8_total, sum(part.n8) AS hours8, sum(part.s24) AS hours24_total, sum(part.n24) AS hours24,
      max(part.h) AS closed_hour, sum(part.hs) AS closed_total, sum(part.hn) AS closed_samples
    FROM parts AS part
    INNER JOIN (SELECT station, kind, period, basis FROM stations FINAL
      WHERE retired = 0 AND kind != {{kind.power}}) AS place USING (station)
    WHERE part.statistic = 0 OR part.statistic = place.basis
      OR part.statistic = transform(place.basis, [{{statistics.bases}}], [{{statistics.folded}}], 0)
    GROUP BY station, factor, folded
  ),
  judged AS (
    SELECT
      *,
      samples > 0 AND three_quarters(samples * period, elapsed) AS is_enough,
      NOT is_enough AND closed_samples > 0 AND closed_hour = toDateTime({hour:UInt32}, 'UTC')
        - INTERVAL 1 HOUR AS is_closed,
      if(is_closed, closed_total, total) AS sum1,
      toInt128(if(is_closed, closed_samples, samples)) AS count1,
      open_samples > 0 AND three_quarters(open_samples * period, 3600) AS has_open,
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
      if(NOT has_open, toInt128(0), if(factor = {{factor.noise}}, sound_level(open_total, open_samples, 10000),
        open_even)) AS open_mean,
      hours8_total + open_mean AS sum8, hours24_total + open_mean AS sum24
    FROM divided
  )
SELECT
  {tick:UInt32} AS tick, kind, station, factor, folded,
  sum1, toUInt32(count1) AS count1,
  -- A mean of wind directions (factor 24) is not a mean of numbers: only the hours job makes one.
  multiIf(
    is_closed, toInt64(half_even(sum1, by1)),
    NOT is_enough OR factor = {{factor.windDirection}}, NULL,
    factor = {{factor.noise}}, toInt64(sound_level(sum1, by1, 10000)),
    toInt64(half_even(sum1, by1))) AS mean1,
  if(is_closed, toDateTime({hour:UInt32}, 'UTC'), present) AS end1,
  is_closed AS closed,
  -- Directions and sound levels (24, 90) have none: means of their hours would not be means of numbers, and nothing is
  -- judged on them.
  if(six_of_8(count8) AND factor NOT IN ({{factors.meanless}}), toInt64(half_even(sum8, by8)), NULL) AS mean8,
  if(twenty_of_24(count24, 24) AND factor NOT IN ({{factors.meanless}}), toInt64(half_even(sum24, by24)),
    NULL) AS mean24,
  newest_at AS last_time,
  if(newest_at > toDateTime(0, 'UTC'), newest.1, NULL) AS last_value,
  newest.2 AS last_flag,
  any_over AS over
FROM summed
