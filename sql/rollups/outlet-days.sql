-- Who asks: server/rollups/outlets.ts within the days job, for the enterprises of which anything is due that day: the
-- flow of an outfall changes the days of all its factors.
-- Reads: 24 hours of `outlet_hours_now` and of the outfalls in `hours_now`, for the stations named.
-- New versions of one civil day of outlets; docs/notes/046. Stacks: mean of the valid folded hours. Outfalls: valid
-- hours weighted by the hour's flow (HJ 212-2017 D), arithmetic where fewer than 20 of 24 hours have a flow or nothing
-- flowed. Valid: 20 of 24 hours, or the same share of what a slower analyser sends.
INSERT INTO outlet_days (day, station, factor, version, value, count, expected, valid, weighting, flow, head, reason,
  computed)
WITH
  {{half-even-wide}},
  {{validity}},
  place AS (
    SELECT station, period, outlet FROM stations FINAL
    WHERE kind = {{kind.enterprise}} AND outlet != '' AND station BETWEEN {first:UInt32} AND {last:UInt32}
      AND station IN (
      SELECT station FROM (
        SELECT station, factor FROM touched
        WHERE span = {{span.day}} AND start = {start:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
        GROUP BY station, factor
        HAVING max(touched.head) > max(touched.done)))
  ),
  part AS (
    SELECT station, factor, hour, toInt256(reinterpretAsInt64(ifNull(value, 0))) AS micro, valid = 1
      AND isNotNull(value) AS counts
    FROM outlet_hours_now FINAL
    WHERE hour >= {start:DateTime} AND hour < {end:DateTime} AND station IN (SELECT station FROM place)
    UNION ALL
    SELECT station, factor, hour, toInt256(reinterpretAsInt64(ifNull(value, 0))), valid = 1 AND isNotNull(value)
    FROM hours_now FINAL
    WHERE hour >= {start:DateTime} AND hour < {end:DateTime}
      AND station IN (SELECT station FROM place WHERE outlet = 'outfall') AND factor IN {weighted:Array(UInt16)}
  ),
  flow_hour AS (
    SELECT station, hour, toInt256(reinterpretAsInt64(assumeNotNull(value))) AS flow
    FROM hours_now FINAL
    WHERE hour >= {start:DateTime} AND hour < {end:DateTime}
      AND station IN (SELECT station FROM place WHERE outlet = 'outfall') AND factor = {{factor.wastewaterFlow}}
      AND valid = 1 AND isNotNull(value) AND value >= 0
  ),
  summed AS (
    SELECT p.station AS station, p.factor AS factor, toUInt32(countIf(p.counts)) AS n,
      sumIf(p.micro, p.counts) AS plain_total, countIf(p.counts AND f.station > 0) AS with_flow,
        sumIf(f.flow, p.counts) AS flow_total, sumIf(p.micro * f.flow, p.counts) AS weighted_total
    FROM part AS p LEFT JOIN flow_hour AS f ON p.station = f.station AND p.hour = f.hour
    GROUP BY station, factor
  ),
  mean AS (
    SELECT s.*,
      toUInt32(greatest(1, intDiv(dateDiff('second', {start:DateTime}, {end:DateTime}),
        greatest(3600, q.period)))) AS n_expected,
      toUInt8(if(flow_total > 0 AND twenty_of_24(with_flow, n_expected), {{weighting.byFlow}},
        {{weighting.arithmetic}})) AS weighting_by,
      if(n = 0, NULL, toInt64(if(weighting_by = {{weighting.byFlow}},
        half_even_wide(weighted_total, greatest(flow_total, toInt256(1))),
        half_even_wide(plain_total, toInt256(greatest(n, 1)))))) AS mean_micro,
      toUInt8(twenty_of_24(n, n_expected)) AS is_valid
    FROM summed AS s INNER JOIN place AS q ON s.station = q.station
  )
SELECT
  {day:Date}, m.station, m.factor,
  toUInt32(p.version + 1),
  reinterpret(m.mean_micro, 'Decimal64(6)') AS new_value,
  m.n, m.n_expected, m.is_valid, m.weighting_by,
  reinterpret(toInt128(if(m.weighting_by = {{weighting.byFlow}}, m.flow_total, toInt256(0))),
    'Decimal128(6)') AS new_flow,
  {head:UInt64},
  multiIf(p.version = 0 AND {end:DateTime} + INTERVAL 2 HOUR > {now:DateTime}, 'closed', p.version = 0
    OR m.n != p.count, 'late', 'corrected'),
  {now:DateTime}
FROM mean AS m
LEFT JOIN (
  SELECT station, factor, version, value, count, expected, valid, weighting, flow
  FROM outlet_days_now FINAL
  WHERE day = {day:Date} AND station BETWEEN {first:UInt32} AND {last:UInt32}
) AS p ON p.station = m.station AND p.factor = m.factor
WHERE p.version = 0 OR NOT (new_value <=> p.value) OR (m.n, m.n_expected, m.is_valid, m.weighting_by, new_flow)
  != (p.count, p.expected, p.valid, p.weighting, p.flow);
