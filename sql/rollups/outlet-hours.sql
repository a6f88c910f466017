-- Who asks: server/rollups/outlets.ts within every run of the hours job, for the stacks of which anything is due in
-- it.
-- Reads: their readings of those hours: measured and folded values of four factors and the oxygen, about 10 rows a
-- minute and stack.
-- New versions of the folded hours of stacks in a range of hours and stations; docs/notes/046. Every sample is folded
-- here once more from measured value and oxygen of the same time, exactly, half to even.
INSERT INTO outlet_hours (hour, station, factor, version, value, sum, count, expected, valid, low, high, over, origin,
  withheld, compared, said, recomputed, mismatch, head, reason, computed)
WITH
  {{half-even-wide}},
  {{reading-version}},
  {{validity}},
  {{station-period}},
  gas AS (SELECT station, reference_oxygen, as_measured FROM stack_gas FINAL WHERE retired = 0),
  place AS (
    SELECT s.station AS station, s.basis AS basis, s.period AS period, g.reference_oxygen AS reference,
      g.as_measured AS as_measured
    FROM (SELECT station, basis, period FROM stations FINAL) AS s INNER JOIN gas AS g ON s.station = g.station
  ),
  due AS (
    SELECT DISTINCT start, station FROM (
      SELECT start, station, factor FROM touched
      WHERE span = {{span.hour}} AND start BETWEEN {from:DateTime} AND {to:DateTime}
        AND station BETWEEN {first:UInt32} AND {last:UInt32} AND station IN (SELECT station FROM gas)
      GROUP BY start, station, factor
      HAVING max(touched.head) > max(touched.done)
    )
  ),
  valid_version AS (
    SELECT hour, station, factor, statistic, time,
      max(reading_version(readings.first, readings.value, readings.flag)) AS said
    FROM readings FINAL
    WHERE hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
      AND statistic IN ({{statistics.bases}}, {{statistics.folded}})
        AND (factor IN ({{factors.gasState}}) OR factor IN {folded:Array(UInt16)}) AND (hour, station) IN due
    GROUP BY hour, station, factor, statistic, time
  ),
  -- Under an excluding mark nothing counts, as in sql/rollups/hours.sql.
  span AS (
    SELECT span_station, groupArray((begin, end, of_factor)) AS spans
    FROM (
      SELECT station AS span_station, begin, end, factor AS of_factor FROM mark_spans
      WHERE excludes = 1 AND begin < toUnixTimestamp({to:DateTime}) + 3600 AND end > toUnixTimestamp({from:DateTime})
      UNION ALL
      SELECT station, begin, end, toUInt16(0) FROM device_mark_spans
        WHERE excludes = 1 AND hour BETWEEN {from:DateTime} AND {to:DateTime}
    )
    GROUP BY span_station
  ),
  part AS (
    SELECT v.hour AS hour, v.station AS station, v.factor AS factor, v.statistic AS statistic, v.time AS time,
      p.basis AS basis, p.period AS period, p.reference AS reference, p.as_measured AS as_measured,
      version_micro(v.said) AS micro, version_flag(v.said) AS letter,
      letter IN ({{flags.inMeans}}) AND NOT arrayExists(m -> (m.3 = 0 OR m.3 = v.factor)
        AND if(v.statistic IN ({{statistics.hours}}),
        toInt64(least(m.2, toUnixTimestamp(v.time) + 3600)) - toInt64(greatest(m.1, toUnixTimestamp(v.time)))
          > {markedHour:UInt32},
        toUnixTimestamp(v.time) >= m.1 AND toUnixTimestamp(v.time) < m.2), m.spans) AS counts
    FROM valid_version AS v INNER JOIN place AS p ON v.station = p.station
    LEFT JOIN span AS m ON m.span_station = v.station
    WHERE v.statistic = p.basis OR v.statistic = transform(p.basis, [{{statistics.bases}}], [{{statistics.folded}}], 0)
      OR v.statistic = {{statistic.hour_zs}}
  ),
  state AS (
    SELECT hour, station, time,
      maxOrNullIf(micro, factor = {{factor.gasOxygen}}) AS oxygen,
        maxOrNullIf(micro, factor = {{factor.gasTemperature}}) AS celsius,
        maxOrNullIf(micro, factor = {{factor.gasPressure}}) AS gauge,
        maxOrNullIf(micro, factor = {{factor.gasMoisture}}) AS moisture
    FROM part WHERE statistic = basis AND counts AND factor IN ({{factors.gasState}})
    GROUP BY hour, station, time
  ),
  measured AS (
    SELECT v.hour AS hour, v.station AS station, v.factor AS factor, v.time AS time, any(v.period) AS period,
      any(v.basis) AS basis, any(v.reference) AS reference, any(v.as_measured) AS as_measured,
      maxOrNullIf(v.micro, v.statistic = v.basis AND v.counts) AS plain,
      maxOrNullIf(v.micro, v.statistic != v.basis AND (v.statistic != {{statistic.hour_zs}}
        OR v.basis = {{statistic.hour}}) AND v.counts) AS device,
      max(v.statistic != v.basis AND (v.statistic != {{statistic.hour_zs}} OR v.basis = {{statistic.hour}})
        AND v.letter = {{flag.overRange}}) AS is_over,
      maxOrNullIf(v.micro, v.statistic = {{statistic.hour_zs}} AND v.counts) AS hourly
    FROM part AS v WHERE v.factor IN {folded:Array(UInt16)}
    GROUP BY hour, station, factor, time
  ),
  folded_sample AS (
    SELECT m.hour AS hour, m.station AS station, m.factor AS factor, m.period AS period, m.basis AS basis,
      m.plain AS plain, m.device AS device, m.is_over AS is_over, m.hourly AS hourly,
      if(m.as_measured = 1, s.moisture, 0) AS wet,
      s.oxygen * toInt256(100000000) AS oxygen_share, toInt256(100000000) - toInt256(wet) AS dry_share,
      isNotNull(s.oxygen) AND assumeNotNull(oxygen_share) >= toInt256(20500000)
        * toInt256(ifNull(dry_share, 100000000)) AS is_high,
      if(is_high OR isNull(m.plain) OR isNull(s.oxygen)
        OR (m.as_measured = 1 AND (isNull(s.celsius) OR isNull(s.gauge) OR isNull(s.moisture))), NULL, half_even_wide(
        toInt256(assumeNotNull(m.plain)) * 101325000 * (toInt256(273000000)
          + if(m.as_measured = 1, ifNull(s.celsius, 0), 0)) * 100000000 * (21000000 - m.reference),
        (toInt256(101325000) + if(m.as_measured = 1, ifNull(s.gauge, 0), 0)) * 273000000
          * greatest(toInt256(1), 21000000 * ifNull(dry_share, toInt256(100000000))
          - ifNull(oxygen_share, toInt256(0))))) AS ours
    FROM measured AS m LEFT JOIN state AS s ON m.hour = s.hour AND m.station = s.station AND m.time = s.time
  ),
  summed AS (
    SELECT hour, station, factor, any(period) AS every, any(basis) AS rests_on,
      countIf(isNotNull(device) AND NOT is_high) AS by_device, countIf(isNotNull(ours)) AS by_us,
        countIf(isNotNull(hourly)) AS reported,
      countIf(is_high AND (isNotNull(device) OR isNotNull(plain))) AS n_withheld,
      countIf(isNotNull(device) AND isNotNull(ours)) AS n_compared,
      sumIf(toInt256(ifNull(device, 0)), isNotNull(device) AND isNotNull(ours)) AS said_total,
        sumIf(ifNull(ours, toInt256(0)), isNotNull(device) AND isNotNull(ours)) AS our_total,
      multiIf(by_device > 0, {{origin.computed}}, by_us > 0, {{origin.foldedHere}}, reported > 0, {{origin.reported}},
        0) AS from_where,
      toUInt32(multiIf(from_where = {{origin.computed}}, by_device, from_where = {{origin.foldedHere}}, by_us,
        from_where = {{origin.reported}}, 1, 0)) AS n,
      multiIf(from_where = {{origin.computed}}, sumIf(toInt256(ifNull(device, 0)), NOT is_high),
        from_where = {{origin.foldedHere}}, sum(ifNull(ours, toInt256(0))), from_where = {{origin.reported}},
        toInt256(max(ifNull(hourly, 0))), toInt256(0)) AS total,
      toInt64(multiIf(from_where = {{origin.computed}},
        minIf(toInt256(ifNull(device, 0)), isNotNull(device) AND NOT is_high), from_where = {{origin.foldedHere}},
        minIf(ifNull(ours, toInt256(0)), isNotNull(ours)), total)) AS least,
      toInt64(multiIf(from_where = {{origin.computed}},
        maxIf(toInt256(ifNull(device, 0)), isNotNull(device) AND NOT is_high), from_where = {{origin.foldedHere}},
        maxIf(ifNull(ours, toInt256(0)), isNotNull(ours)), total)) AS most,
      toUInt8(maxIf(is_over, NOT is_high)) AS any_over
    FROM folded_sample
    GROUP BY hour, station, factor
  ),
  mean AS (
    SELECT *,
      toUInt32(if(from_where = {{origin.reported}}, 1,
        greatest(1, intDiv(3600, sample_period(rests_on, every))))) AS n_expected,
      if(n = 0, NULL, toInt64(half_even_wide(total, toInt256(greatest(n, 1))))) AS mean_micro,
      -- What is measured stuck is folded stuck.
      toUInt8(three_quarters(n, n_expected) AND n > 0 AND (hour, station, factor) NOT IN (
        SELECT hour, station, factor FROM quality_latest FINAL
        WHERE hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
          AND state = {{finding.holds}} AND invalidates = 1 AND code IN {ofHours:Array(UInt8)}
      )) AS is_valid,
      if(n_compared = 0, NULL, toInt64(half_even_wide(said_total, toInt256(greatest(n_compared, 1))))) AS said_micro,
      if(n_compared = 0, NULL, toInt64(half_even_wide(our_total, toInt256(greatest(n_compared, 1))))) AS our_micro
    FROM summed
  )
SELECT
  m.hour, m.station, m.factor,
  toUInt32(p.version + 1),
  reinterpret(m.mean_micro, 'Decimal64(6)') AS new_value,
  reinterpret(toInt128(m.total), 'Decimal128(6)') AS new_sum,
  m.n, m.n_expected, m.is_valid,
  reinterpret(if(m.n = 0, NULL, m.least), 'Decimal64(6)') AS new_low,
  reinterpret(if(m.n = 0, NULL, m.most), 'Decimal64(6)') AS new_high,
  m.any_over, m.from_where, toUInt32(m.n_withheld), toUInt32(m.n_compared),
  reinterpret(m.said_micro, 'Decimal64(6)') AS new_said,
  reinterpret(m.our_micro, 'Decimal64(6)') AS new_recomputed,
  toUInt8(ifNull(abs(toInt128(m.said_micro) - m.our_micro) * 100 > {percent:UInt8} * abs(toInt128(m.our_micro))
    AND abs(m.said_micro - m.our_micro) > {floor:Int64}, 0)) AS new_mismatch,
  {head:UInt64},
  multiIf(p.version = 0 AND m.hour + INTERVAL 2 HOUR > {now:DateTime}, 'closed', p.version = 0 OR m.n != p.count,
    'late', 'corrected'),
  {now:DateTime}
FROM mean AS m
LEFT JOIN (
  SELECT hour, station, factor, version, value, sum, count, expected, valid, low, high, over, origin, withheld,
    compared, said, recomputed, mismatch
  FROM outlet_hours_now FINAL
  WHERE hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
    AND (hour, station) IN due
) AS p ON p.hour = m.hour AND p.station = m.station AND p.factor = m.factor
WHERE p.version = 0
  OR NOT (new_value <=> p.value AND new_low <=> p.low AND new_high <=> p.high AND new_said <=> p.said
    AND new_recomputed <=> p.recomputed)
  OR (new_sum, m.n, m.n_expected, m.is_valid, m.any_over, m.from_where, m.n_withheld, m.n_compared, new_mismatch)
    != (p.sum, p.count, p.expected, p.valid, p.over, p.origin, p.withheld, p.compared, p.mismatch);
