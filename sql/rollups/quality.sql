-- Who asks: server/rollups/quality.ts, after hours were computed; at a closing hour for the whole city, some 2,000
-- stations a statement.
-- Reads: 64 h of `hours_now` at most, of the series concerned.
-- Findings of the hours that changed hours can reach, as new versions where they differ from the latest. A finding at
-- hour t rests on hours t-24 h .. t+2 periods (8 h at most) of its series, on the whole (QC_INV) and the humidity
-- (QC_RH) of its station at t and on the three nearest neighbours at t; so a changed hour h reaches h-2 periods ..
-- h+24 h, and every hour in there is looked at again. Integers throughout: the order of the rows changes nothing.
-- Codes: 1 RANGE, 2 NEG, 3 STUCK, 4 SPIKE, 5 STEP, 6 INV, 7 NEIGH, 8 MISS, 9 LATE, 10 CLOCK, 11 FLAG, 12 RH, 13 MARK,
-- 14 MARK_CONTRADICTED.
INSERT INTO quality (hour, station, factor, code, version, state, invalidates, value, reference, count, edition, head,
  computed)
WITH
  -- Each series once, its hours as an array: a window frame would hold them once per hour.
  series AS (
    SELECT station, factor,
      arraySort(groupArray((at, micro, ok, flat))) AS points,
      groupArrayIf((at, micro, ok, flat, top, expected, heard, flagged, marked, ahead, below, outside, late, slowest,
        contradicts, codes),
        at >= toUnixTimestamp({from:DateTime}) - 28800 AND at <= toUnixTimestamp({to:DateTime}) + 86400) AS looked_at
    FROM (
      SELECT toUnixTimestamp(hour) AS at, station, factor, reinterpretAsInt64(ifNull(hours_now.value, 0)) AS micro,
        enough = 1 AND isNotNull(hours_now.value) AS ok,
        ok AND hours_now.low = hours_now.value AND hours_now.high = hours_now.value AS flat,
          reinterpretAsInt64(ifNull(hours_now.high, 0)) AS top,
        expected, heard, flagged, marked, ahead, below, outside, late, slowest, contradicts, codes
      FROM hours_now FINAL
      WHERE hour BETWEEN {from:DateTime} - INTERVAL 32 HOUR AND {to:DateTime} + INTERVAL 32 HOUR
        AND (station, factor) IN quality_scope
    )
    GROUP BY station, factor
  ),
  hour_row AS (
    SELECT h.station AS station, h.factor AS factor, h.points AS points,
      h.c.1 AS at, h.c.2 AS micro, h.c.3 AS ok, h.c.4 AS flat, h.c.5 AS top, h.c.6 AS expected, h.c.7 AS heard,
        h.c.8 AS flagged, h.c.9 AS marked,
      h.c.10 AS ahead, h.c.11 AS below, h.c.12 AS outside, h.c.13 AS late, h.c.14 AS slowest, h.c.15 AS contradicts,
        h.c.16 AS codes,
      greatest(toUInt32(3600), s.period) AS step,
      if(expected = 1, greatest(least(toUInt32(r.stuck_single), 4), intDiv(r.stuck_single * 3600, step)),
        toUInt32(r.stuck)) AS stuck_for,
      r.stuck_above AS stuck_above, r.spike AS spike, r.step AS sigmas, r.history AS history, r.spread AS spread,
        r.high AS high,
      r.detection AS detection, r.late AS late_after, r.miss AS miss, r.whole AS whole, r.whole_by AS whole_by,
        r.whole_percent AS whole_percent,
      r.neighbours AS off_percent, r.neighbours_from AS off_from, r.humidity AS humid_from,
        r.invalidates AS invalidates, r.edition AS edition
    FROM (SELECT station, factor, points, c FROM series ARRAY JOIN looked_at AS c) AS h
    INNER JOIN (SELECT station, kind, period FROM stations FINAL) AS s ON s.station = h.station
    INNER JOIN (SELECT * FROM quality_rules FINAL) AS r ON r.kind = s.kind AND r.factor = h.factor
    WHERE r.begin <= at AND r.end > at AND at >= toUnixTimestamp({from:DateTime}) - least(28800, 2 * step)
  ),
  -- Wholes and humidity of the stations concerned, one row per station and hour.
  beside AS (
    SELECT station AS beside_station, toUnixTimestamp(hour) AS beside_at,
      groupArray((factor, reinterpretAsInt64(assumeNotNull(hours_now.value)))) AS others
    FROM hours_now FINAL
    WHERE hour BETWEEN {from:DateTime} - INTERVAL 8 HOUR AND {to:DateTime} + INTERVAL 24 HOUR AND enough = 1
      AND isNotNull(hours_now.value)
      AND (factor = {{factor.humidity}} OR factor IN (SELECT whole FROM quality_rules FINAL))
        AND station IN (SELECT station FROM quality_scope)
    GROUP BY station, hour
  ),
  around AS (
    SELECT n.station AS centre, o.factor AS centre_factor, o.at AS centre_at, toInt64(sum(o.micro)) AS total_around,
      toUInt8(count()) AS places
    FROM (SELECT station, neighbour FROM station_neighbours
      WHERE version = {neighbours:UInt64} AND station IN (SELECT station FROM quality_scope)) AS n
    INNER JOIN (
      SELECT station, factor, toUnixTimestamp(hour) AS at, reinterpretAsInt64(assumeNotNull(hours_now.value)) AS micro
      FROM hours_now FINAL
      WHERE hour BETWEEN {from:DateTime} - INTERVAL 8 HOUR AND {to:DateTime} + INTERVAL 24 HOUR AND enough = 1
        AND isNotNull(hours_now.value)
        AND factor IN (SELECT factor FROM quality_rules FINAL WHERE neighbours > 0)
        AND station IN (SELECT neighbour FROM station_neighbours
          WHERE version = {neighbours:UInt64} AND station IN (SELECT station FROM quality_scope))
    ) AS o ON o.station = n.neighbour
    GROUP BY centre, centre_factor, centre_at
    HAVING places = 3
  ),
  compared AS (
    SELECT c.*,
      arrayMap(p -> p.2, arrayFilter(p -> p.1 >= c.at - 86400 AND p.1 < c.at AND p.3, c.points)) AS before,
      arrayFilter(p -> p.1 >= c.at - 86400 AND p.1 < c.at, c.points) AS rows_before,
      arrayMap(p -> p.2, arrayFilter(p -> p.1 > c.at AND p.1 <= c.at + least(28800, 2 * c.step) AND p.3,
        c.points)) AS following,
      arrayFirst(o -> o.1 = c.whole, b.others) AS whole_row, c.whole != 0 AND whole_row.1 = c.whole AS has_whole,
        whole_row.2 AS whole_micro,
      arrayFirst(o -> o.1 = {{factor.humidity}}, b.others) AS humid_row,
        humid_row.1 = {{factor.humidity}} AS has_humidity, humid_row.2 AS humidity,
      a.places = 3 AS has_neighbours, a.total_around AS total_around
    FROM hour_row AS c
    LEFT JOIN beside AS b ON b.beside_station = c.station AND b.beside_at = c.at
    LEFT JOIN around AS a ON a.centre = c.station AND a.centre_factor = c.factor AND a.centre_at = c.at
  ),
  measured AS (
    SELECT *,
      toInt128(length(before)) AS n,
      arraySort(before)[intDiv(length(before) + 1, 2)] AS median,
      greatest(spread, arraySort(arrayMap(x -> abs(x - median), before))[intDiv(length(before) + 1, 2)]) AS deviation,
      arraySum(arrayMap(x -> toInt128(x), before)) AS total,
      greatest(n * arraySum(arrayMap(x -> toInt128(x) * x, before)) - total * total,
        n * n * toInt128(spread) * spread) AS variance,
      arraySlice(rows_before, -(toInt64(stuck_for) - 1)) AS run,
      if(empty(rows_before), 0, greatest(0, intDiv(toInt64(at) - toInt64(rows_before[-1].1), toInt64(step))
        - 1)) AS hours_missing,
      greatest(0, toInt64(expected) - toInt64(heard)) + hours_missing * toInt64(expected) AS parts_missing
    FROM compared
  ),
  found AS (
    SELECT at, station, factor, edition, invalidates, f.1 AS code, f.3 AS value, f.4 AS reference, f.5 AS concerns
    FROM (
      SELECT at, station, factor, edition, invalidates, arrayFilter(f -> f.2, [
        (toUInt8({{code.QC_RANGE}}), outside > 0, CAST(NULL, 'Nullable(Int64)'), CAST(high, 'Nullable(Int64)'),
          outside),
        ({{code.QC_NEG}}, below > 0, NULL, -detection, below),
        ({{code.QC_STUCK}}, ok AND flat AND stuck_for > 1 AND micro > stuck_above AND length(run) = stuck_for - 1
          AND arrayAll(p -> p.4 AND p.2 = micro, run)
          AND run[1].1 >= at - (stuck_for - 1) * step, micro, NULL, toUInt32(stuck_for)),
        ({{code.QC_SPIKE}}, ok AND spike > 0 AND n >= history
          AND toInt128(abs(micro - median)) * 6745 > toInt128(deviation) * 10000 * spike
          AND arrayExists(x -> toInt128(abs(x - median)) * 6745 <= toInt128(deviation) * 10000 * spike, following),
            micro, median, toUInt32(n)),
        ({{code.QC_STEP}}, ok AND sigmas > 0 AND n >= history AND length(following) = 2 AND arrayAll(x ->
            (n * x - total) * (n * x - total) > toInt128(sigmas) * sigmas * variance
              AND (n * x > total) = (n * micro > total), arrayPushFront(following, micro)),
          micro, toInt64(intDiv(total, greatest(n, 1))), toUInt32(n)),
        ({{code.QC_INV}}, ok AND has_whole AND micro - whole_micro
          > greatest(whole_by, intDiv(whole_micro * whole_percent, 100)), micro, whole_micro, 1),
        ({{code.QC_NEIGH}}, ok AND has_neighbours AND off_percent > 0
          AND greatest(3 * micro, total_around) >= 3 * off_from
          AND abs(3 * micro - total_around) * 100 > off_percent * abs(total_around), micro, intDiv(total_around, 3), 3),
        ({{code.QC_MISS}}, parts_missing >= miss, NULL, NULL, toUInt32(parts_missing)),
        ({{code.QC_LATE}}, late > 0, toInt64(slowest) * 1000000, toInt64(late_after) * 1000000, late),
        ({{code.QC_CLOCK}}, bitTest(codes, {{code.QC_CLOCK}}), toInt64(slowest) * 1000000, NULL,
          if(ahead > 0, ahead, heard)),
        ({{code.QC_FLAG}}, flagged > 0, NULL, NULL, flagged),
        ({{code.QC_RH}}, ok AND humid_from > 0 AND has_humidity AND humidity > humid_from, humidity, humid_from, 1),
        ({{code.QC_MARK}}, marked > 0, NULL, NULL, marked),
        ({{code.MARK_CONTRADICTED}}, contradicts > 0, top, NULL, contradicts)
      ]) AS findings
      FROM measured
    )
    ARRAY JOIN findings AS f
  ),
  paired AS (
    SELECT at, station, factor, code,
      max(is_found) AS now_found, anyIf(value, is_found = 1) AS now_value,
        anyIf(reference, is_found = 1) AS now_reference, maxIf(concerns, is_found = 1) AS now_count,
      maxIf(edition, is_found = 1) AS now_edition, maxIf(takes_out, is_found = 1) AS now_invalidates,
      max(version) AS last_version, max(state) AS was_found, anyIf(value, is_found = 0) AS last_value,
        anyIf(reference, is_found = 0) AS last_reference,
      maxIf(concerns, is_found = 0) AS last_count, maxIf(edition, is_found = 0) AS last_edition,
        maxIf(takes_out, is_found = 0) AS last_invalidates
    FROM (
      SELECT at, station, factor, code, toUInt8(1) AS is_found, value, reference, toUInt32(concerns) AS concerns,
        edition, toUInt8(bitTest(invalidates, code)) AS takes_out,
        toUInt32(0) AS version, toUInt8(0) AS state
      FROM found
      UNION ALL
      SELECT toUnixTimestamp(k.hour), k.station, k.factor, k.code, 0, k.value, k.reference, k.count, k.edition,
        k.invalidates, k.version, k.state
      FROM (
        SELECT * FROM quality_latest FINAL
        WHERE hour BETWEEN {from:DateTime} - INTERVAL 8 HOUR AND {to:DateTime} + INTERVAL 24 HOUR
          AND (station, factor) IN quality_scope
      ) AS k
      INNER JOIN (SELECT station, period FROM stations FINAL) AS s ON s.station = k.station
      WHERE k.hour >= {from:DateTime} - toIntervalSecond(least(28800, 2 * greatest(3600, s.period)))
    )
    GROUP BY at, station, factor, code
  )
SELECT
  toDateTime(at, 'UTC'), station, factor, code, last_version + 1, now_found,
  if(now_found = 1, now_invalidates, last_invalidates), now_value, now_reference, now_count,
    if(now_found = 1, now_edition, last_edition), {head:UInt64}, {now:DateTime}
FROM paired
WHERE if(now_found = 1,
  was_found = 0 OR NOT (now_value <=> last_value AND now_reference <=> last_reference)
    OR (now_count, now_edition, now_invalidates) != (last_count, last_edition, last_invalidates),
  was_found = 1)
SETTINGS max_threads = 1;
