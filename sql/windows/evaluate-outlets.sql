-- Who asks: once a minute: the running day of outlets against their limits of daily means (docs/notes/046).
-- Reads: the last 24 closed hours of `hours_now` of the outfalls and of `outlet_hours_now` of the stacks, about 60,000
-- rows.
-- Outfalls weighted by flow (HJ 212-2017 D), arithmetic where fewer than 20 of 24 hours have a flow or nothing flowed;
-- stacks the mean of the folded hours; a stack of which no reference oxygen is known, of the measured ones. At least 20
-- of 24 hours.
-- NH3-N and others with a value for cold water: by the mean water temperature of the same hours, up to 12 degrees;
-- unknown = warm.
-- A permit goes before a standard, of standards the stricter (GB 18918-2002 Table 1: daily means).
INSERT INTO slow_judgements
WITH
  {{half-even-wide}},
  {{validity}},
  {{station-period}},
  toDateTime({now:UInt32}, 'UTC') AS present,
  toDateTime({hour:UInt32}, 'UTC') AS day_end,
  day_end - INTERVAL 24 HOUR AS day_begin,
  place AS (
    SELECT s.station AS station, s.outlet AS outlet, s.period AS period,
      s.station IN (SELECT station FROM stack_gas FINAL WHERE retired = 0) AS is_folded,
      is_silent(s.basis, s.period, h.time, h.received, present) AS is_stale
    FROM stations AS s FINAL LEFT JOIN (SELECT * FROM station_heard FINAL) AS h ON s.station = h.station
    WHERE s.retired = 0 AND s.kind = {{kind.enterprise}}
  ),
  bound AS (
    SELECT station, factor, limit_value, cold, limit_source FROM (
      SELECT station, factor, argMax(reinterpretAsInt64(station_limits.value), effective_from) AS limit_value,
        argMax(reinterpretAsInt64(ifNull(station_limits.cold, 0)), effective_from) AS cold,
        argMax(source, effective_from) AS limit_source,
          argMax(standing, effective_from) = {{standing.localStandard}} AS yields
      FROM station_limits FINAL
      WHERE retired = 0 AND statistic = {{statistic.day}} AND effective_from <= day_begin
        AND factor NOT IN ({{factors.withoutMultiple}})
      GROUP BY station, factor
      UNION ALL
      SELECT station, factor, value, cold, source, 1 FROM outlet_standards FINAL
        WHERE retired = 0 AND statistic = {{statistic.day}} AND effective_from <= day_begin
    )
    WHERE limit_value > 0 AND station IN (SELECT station FROM place)
    ORDER BY yields, limit_value LIMIT 1 BY station, factor
  ),
  measured AS (
    SELECT hour, station, factor, toInt256(reinterpretAsInt64(assumeNotNull(value))) AS micro, over
    FROM hours_now FINAL
    WHERE hour >= day_begin AND hour < day_end AND station IN (SELECT station FROM bound) AND valid = 1
      AND isNotNull(value)
  ),
  part AS (
    SELECT m.hour AS hour, m.station AS station, m.factor AS factor, m.micro AS micro, m.over AS over
    FROM measured AS m INNER JOIN place AS p ON m.station = p.station
    WHERE NOT (p.is_folded AND m.factor IN {folded:Array(UInt16)})
    UNION ALL
    SELECT hour, station, factor, toInt256(reinterpretAsInt64(assumeNotNull(value))), over
    FROM outlet_hours_now FINAL
    WHERE hour >= day_begin AND hour < day_end AND station IN (SELECT station FROM bound) AND valid = 1
      AND isNotNull(value)
  ),
  flow_hour AS (SELECT hour, station, micro AS flow FROM measured
    WHERE factor = {{factor.wastewaterFlow}} AND micro >= 0),
  cold_water AS (SELECT station FROM measured WHERE factor = {{factor.waterTemperature}} GROUP BY station
    HAVING sum(micro) <= count() * toInt256(12000000)),
  summed AS (
    SELECT p.station AS station, p.factor AS factor, toUInt32(count()) AS n, sum(p.micro) AS plain_total,
      max(p.over) AS is_over, max(p.hour) AS last_hour,
      countIf(f.station > 0) AS with_flow, sum(f.flow) AS flow_total, sum(p.micro * f.flow) AS weighted_total
    FROM part AS p LEFT JOIN flow_hour AS f ON p.station = f.station AND p.hour = f.hour
    GROUP BY station, factor
  )
SELECT
  {{family.outletDays}} AS family, b.station AS station, b.factor AS factor, {{window.runningDay}} AS averaging,
    0 AS rule, {{kind.enterprise}} AS kind,
  if(s.n > 0 AND twenty_of_24(s.n, expected), toNullable(toInt64(if(
    b.factor IN {weighted:Array(UInt16)} AND p.outlet = 'outfall' AND s.flow_total > 0
      AND twenty_of_24(s.with_flow, expected),
    half_even_wide(s.weighted_total, greatest(s.flow_total, toInt256(1))),
      half_even_wide(s.plain_total, toInt256(greatest(s.n, 1)))))), NULL) AS value,
  if(b.cold > 0 AND b.station IN (SELECT station FROM cold_water), b.cold, b.limit_value) AS limit_value,
  b.limit_source AS limit_source, if(s.n > 0, s.last_hour + INTERVAL 1 HOUR, day_end) AS at, s.is_over AS over,
  toUInt8(multiIf(isNotNull(value), {{reason.judged}}, s.n = 0 AND p.is_stale, {{reason.stale}},
    {{reason.insufficient}})) AS reason,
  present AS written, {version:UInt64} AS version
FROM bound AS b
INNER JOIN (SELECT *, toUInt32(greatest(1, intDiv(86400, greatest(3600, period)))) AS expected FROM place) AS p
  ON b.station = p.station
LEFT JOIN summed AS s ON b.station = s.station AND b.factor = s.factor
