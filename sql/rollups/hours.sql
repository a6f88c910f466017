-- Who asks: server/rollups/hours.ts, about once a second while something is due.
-- Reads: the readings of exactly those series-hours, the marks of those stations and the findings that take one of
-- those hours out.
-- New versions of the hours that are due in a range of hours and stations. `head`, `now`: logical clock and civil time
-- at which the run began. A row is written only where something changed. Wind directions are averaged as unit vectors
-- and sound levels by energy, on integers, so that the order of the parts changes nothing; their `sum` is value *
-- count.
INSERT INTO hours (hour, station, factor, version, value, sum, count, expected, valid, low, high, over, origin, head,
  reason, computed,
  enough, heard, flagged, marked, ahead, below, outside, late, slowest, contradicts, codes)
WITH
  {{half-even-wide}},
  {{direction}},
  {{sound-level}},
  {{reading-version}},
  {{validity}},
  {{station-period}},
  due AS (
    SELECT start, station, factor FROM touched
    WHERE span = {{span.hour}} AND start BETWEEN {from:DateTime} AND {to:DateTime}
      AND station BETWEEN {first:UInt32} AND {last:UInt32}
    GROUP BY start, station, factor
    HAVING max(touched.head) > max(touched.done)
  ),
  -- FINAL brings identities together (merges may not have run), so that `first` is the smallest ordinal.
  valid_version AS (
    SELECT hour, station, factor, statistic, time, max(one) AS said, argMax(arrived, one) AS received_at
    FROM (
      SELECT hour, station, factor, statistic, time, toUInt32(intDiv(toUnixTimestamp64Milli(readings.received),
        1000)) AS arrived,
        reading_version(readings.first, readings.value, readings.flag) AS one
      FROM readings FINAL
      WHERE hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
        AND statistic IN ({{statistics.bases}}) AND (hour, station, factor) IN due
    )
    GROUP BY hour, station, factor, statistic, time
  ),
  place AS (
    SELECT station, kind, basis, period, toUInt32(JSONExtractUInt(extra, 'enterprise')) AS enterprise,
      toInt64(JSONExtractFloat(extra, 'power', 'rated') * 1000000) AS rated
    FROM stations FINAL
    WHERE station BETWEEN {first:UInt32} AND {last:UInt32}
  ),
  marked_span AS (
    SELECT station, begin, end, factor, excludes, stopped FROM mark_spans
    WHERE begin < toUnixTimestamp({to:DateTime}) + 3600 AND end > toUnixTimestamp({from:DateTime})
    UNION ALL
    SELECT station, begin, end, toUInt16(0), excludes, stopped FROM device_mark_spans
    WHERE hour BETWEEN {from:DateTime} AND {to:DateTime}
  ),
  -- A meter's readings are witnesses of what its enterprise is marked to be.
  span AS (
    SELECT station, groupArray((begin, end, factor, excludes, stopped)) AS spans
    FROM (
      SELECT station, begin, end, factor, excludes, stopped FROM marked_span
      UNION ALL
      SELECT p.station, m.begin, m.end, toUInt16(0), toUInt8(0), m.stopped
      FROM place AS p INNER JOIN marked_span AS m ON m.station = p.enterprise
      WHERE p.enterprise != 0 AND m.stopped = 1
    )
    GROUP BY station
  ),
  part AS (
    SELECT v.hour AS hour, v.station AS station, v.factor AS factor, v.statistic AS statistic,
      toUnixTimestamp(v.time) AS at,
      version_micro(v.said) AS micro,
      version_flag(v.said) AS letter,
      toInt32(toInt64(v.received_at) - at - multiIf(v.statistic = {{statistic.hour}}, 3600,
        v.statistic = {{statistic.minute}}, p.period, 0)) AS lag,
      arrayFilter(m -> (m.3 = 0 OR m.3 = v.factor)
        AND if(v.statistic = {{statistic.hour}}, toInt64(least(m.2, at + 3600)) - toInt64(greatest(m.1, at))
          > {markedHour:UInt32}, at >= m.1 AND at < m.2), s.spans) AS over_it,
      v.factor IN {witnesses:Array(UInt16)} AS is_witness,
      is_witness AND arrayExists(m -> m.5 = 1, over_it)
        AND micro > if(v.factor IN {powers:Array(UInt16)}, intDiv(p.rated * {running:UInt8}, 100), 0)
          AND letter IN ({{flags.inMeans}}) AS denies,
      multiIf(
        letter NOT IN ({{flags.plausible}}), {{code.QC_FLAG}},
        NOT is_witness AND arrayExists(m -> m.4 = 1, over_it), {{code.QC_MARK}},
        r.end != 0 AND at > v.received_at + r.ahead, {{code.QC_CLOCK}},
        r.end != 0 AND r.low >= 0 AND micro < -r.detection, {{code.QC_NEG}},
        letter = {{flag.implausible}} OR (r.end != 0 AND (micro > r.high
          OR (micro < r.low AND (micro >= 0 OR r.low < 0)))), {{code.QC_RANGE}},
        0) AS cause,
      cause = 0 OR (letter IN ({{flags.inMeans}}) AND r.end != 0 AND NOT bitTest(r.invalidates, cause)) AS counts,
      if(r.end = 0, 2147483647, r.late) AS late_after
    FROM valid_version AS v
    INNER JOIN place AS p ON p.station = v.station
    -- A series without a rule (it has none before the work process has filled them) is averaged as it is.
    LEFT JOIN (SELECT * FROM quality_rules FINAL) AS r ON r.kind = p.kind AND r.factor = v.factor
    LEFT JOIN span AS s ON s.station = v.station
    WHERE r.end = 0 OR (r.begin <= toUnixTimestamp(v.hour) AND r.end > toUnixTimestamp(v.hour))
  ),
  of_statistic AS (
    SELECT hour, station, factor, statistic,
      sumIf(toInt128(micro), counts) AS total,
      sumIf(if(factor IN {directions:Array(UInt16)}, direction_east(micro), 0), counts) AS east,
      sumIf(if(factor IN {directions:Array(UInt16)}, direction_north(micro), 0), counts) AS north,
      sumIf(if(factor IN {levels:Array(UInt16)}, toInt128(sound_energy(micro)), 0), counts) AS energy,
      toUInt32(countIf(counts)) AS n,
      minOrNullIf(micro, counts) AS least,
      maxOrNullIf(micro, counts) AS most,
      toUInt8(countIf(letter = {{flag.overRange}} AND counts) > 0) AS is_over,
      toUInt32(count()) AS n_heard,
      toUInt32(countIf(cause = {{code.QC_FLAG}})) AS n_flagged,
      toUInt32(countIf(cause = {{code.QC_MARK}})) AS n_marked,
      toUInt32(countIf(cause = {{code.QC_CLOCK}})) AS n_ahead,
      toUInt32(countIf(cause = {{code.QC_NEG}})) AS n_below,
      toUInt32(countIf(cause = {{code.QC_RANGE}})) AS n_outside,
      toUInt32(countIf(lag > late_after)) AS n_late,
      toUInt32(countIf(denies)) AS n_contradicts,
      max(lag) AS slow,
      min(lag) AS quick,
      max(at) - min(at) AS stretch
    FROM part
    GROUP BY hour, station, factor, statistic
  ),
  -- What stands for the hour: its parts (origin 1), else what the device made of them itself (origin 2).
  summed AS (
    SELECT a.*, s.kind AS kind, toUInt8(if(a.statistic = {{statistic.hour}}, {{origin.reported}},
      {{origin.computed}})) AS origin,
      toUInt32(if(origin = {{origin.reported}}, 1, greatest(1,
        intDiv(3600, live_period(s.basis, s.period))))) AS n_expected
    FROM of_statistic AS a
    INNER JOIN place AS s ON s.station = a.station
    WHERE a.statistic IN (s.basis, 20)
    ORDER BY origin
    LIMIT 1 BY a.hour, a.station, a.factor
  ),
  taken_out AS (
    SELECT hour AS out_hour, station AS out_station, factor AS out_factor,
      toUInt32(groupBitOr(bitShiftLeft(toUInt32(1), code))) AS bits
    FROM quality_latest FINAL
    WHERE hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
      AND state = {{finding.holds}} AND invalidates = 1
      AND code IN {ofHours:Array(UInt8)}
    GROUP BY out_hour, out_station, out_factor
  ),
  mean AS (
    SELECT summed.*,
      multiIf(
        n = 0, NULL,
        summed.factor IN {directions:Array(UInt16)}, direction_mean(east, north),
        summed.factor IN {levels:Array(UInt16)}, sound_level(energy, n, 10000),
        half_even_wide(total, n)
      ) AS mean_micro,
      if(summed.factor IN {directions:Array(UInt16)} OR summed.factor IN {levels:Array(UInt16)},
        ifNull(mean_micro, 0) * n, total) AS exact_total,
      toUInt8(three_quarters(n, n_expected)) AS is_enough,
      -- A clock that is wrong: everything comes at the pace of time, and far behind it. What is sent after an outage
      -- comes in a rush.
      r.end != 0 AND n_heard >= 3 AND stretch >= 900 AND quick > r.behind AND slow - quick <= 300 AS is_behind,
      toUInt32(bitOr(bitOr(bitOr(t.bits,
        if(n_flagged > 0, {{bit.QC_FLAG}}, 0) + if(n_marked > 0, {{bit.QC_MARK}}, 0)
          + if(n_ahead > 0 OR is_behind, {{bit.QC_CLOCK}}, 0)),
        if(n_below > 0, {{bit.QC_NEG}}, 0) + if(n_outside > 0, {{bit.QC_RANGE}}, 0)
          + if(n_late > 0, {{bit.QC_LATE}}, 0)),
        if(n_contradicts > 0, {{bit.MARK_CONTRADICTED}}, 0)
          + if(r.end != 0 AND origin = {{origin.computed}} AND n_expected > r.miss AND n_heard + r.miss <= n_expected,
          {{bit.QC_MISS}}, 0))) AS all_codes,
      toUInt8(is_enough AND t.bits = 0 AND NOT (is_behind AND bitTest(r.invalidates, {{code.QC_CLOCK}}))) AS is_valid
    FROM summed
    LEFT JOIN (SELECT kind AS rule_kind, factor AS rule_factor, begin, end, behind, miss, invalidates
      FROM quality_rules FINAL) AS r
      ON r.rule_kind = summed.kind AND r.rule_factor = summed.factor
    LEFT JOIN taken_out AS t ON t.out_hour = summed.hour AND t.out_station = summed.station
      AND t.out_factor = summed.factor
    WHERE r.end = 0 OR (r.begin <= toUnixTimestamp(summed.hour) AND r.end > toUnixTimestamp(summed.hour))
  ),
  -- What quality control looks at beside the value.
  (m.is_enough, m.n_heard, m.n_flagged, m.n_marked, m.n_ahead, m.n_below, m.n_outside, m.n_late, m.slow,
    m.n_contradicts)
    != (p.enough, p.heard, p.flagged, p.marked, p.ahead, p.below, p.outside, p.late, p.slowest,
      p.contradicts) AS parts_moved
SELECT
  m.hour, m.station, m.factor,
  toUInt32(p.version + 1),
  reinterpret(toInt64(m.mean_micro), 'Decimal64(6)') AS new_value,
  reinterpret(toInt128(m.exact_total), 'Decimal128(6)') AS new_sum,
  m.n, m.n_expected, m.is_valid,
  reinterpret(m.least, 'Decimal64(6)') AS new_low,
  reinterpret(m.most, 'Decimal64(6)') AS new_high,
  m.is_over, m.origin,
  {head:UInt64},
  multiIf(
    p.version = 0 AND m.hour + INTERVAL 2 HOUR > {now:DateTime}, 'closed',
    p.version = 0 OR m.n_heard != p.heard, 'late',
    (m.n_marked, m.n_contradicts) != (p.marked, p.contradicts), 'marked',
    new_value <=> p.value AND new_sum = p.sum AND m.n = p.count AND NOT parts_moved, 'quality',
    'corrected'),
  {now:DateTime},
  m.is_enough, m.n_heard, m.n_flagged, m.n_marked, m.n_ahead, m.n_below, m.n_outside, m.n_late, m.slow, m.n_contradicts,
    m.all_codes
FROM mean AS m
LEFT JOIN (
  SELECT hour, station, factor, version, value, sum, count, expected, valid, low, high, over, origin,
    enough, heard, flagged, marked, ahead, below, outside, late, slowest, contradicts, codes
  FROM hours_now FINAL
  WHERE hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
    AND (hour, station, factor) IN due
) AS p ON p.hour = m.hour AND p.station = m.station AND p.factor = m.factor
WHERE p.version = 0
  OR NOT (new_value <=> p.value AND new_low <=> p.low AND new_high <=> p.high)
  OR (new_sum, m.n, m.n_expected, m.is_valid, m.is_over, m.origin)
    != (p.sum, p.count, p.expected, p.valid, p.over, p.origin)
  OR parts_moved OR m.all_codes != p.codes
-- One core at most: a back-fill lasts longer, and the ticks of the windows keep the other.
SETTINGS max_threads = 1;
