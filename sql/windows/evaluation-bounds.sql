-- Who asks: the tick, when the registry changed since it last looked: which limit binds which series from when to when.
-- Reads: `stations`, `station_limits`, `outlet_standards`, `stack_gas`, `standard_limits`: about 6,000 rows;
-- `judge_bounds` was emptied.
-- A permit goes before a standard; of a local standard (standing 2) and national ones the stricter holds. Days of
-- outlets are judged once a minute (evaluate-outlets.sql). pH, DO and temperature have no multiple and no row here.
INSERT INTO judge_bounds
WITH
  place AS (SELECT station, kind, basis, period FROM stations FINAL WHERE retired = 0),
  dated AS (
    SELECT station, factor, statistic, reinterpretAsInt64(value) AS limit_value,
      reinterpretAsInt64(ifNull(cold, 0)) AS cold_value, source, effective_from AS begin,
      leadInFrame(effective_from, 1, toDateTime(4294967295, 'UTC')) OVER (PARTITION BY station, factor, statistic
        ORDER BY effective_from ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS end,
      standing = {{standing.localStandard}} AS yields
    FROM (SELECT * FROM station_limits FINAL WHERE retired = 0 AND statistic IN ({{statistics.limits}})
      AND factor NOT IN ({{factors.withoutMultiple}}))
    UNION ALL
    SELECT station, factor, statistic, value, cold, source, effective_from, toDateTime(4294967295, 'UTC'), 1
    FROM outlet_standards FINAL WHERE retired = 0
    UNION ALL
    SELECT p.station, l.factor, if(l.averaging_hours = 1, {{statistic.hour}}, {{statistic.day}}),
      reinterpretAsInt64(l.value), 0, l.source, l.effective_from, l.effective_until, 1
    FROM (SELECT * FROM standard_limits FINAL WHERE averaging_hours IN (1, 24) AND factor IN ({{factors.aqi}})) AS l
      CROSS JOIN (SELECT station FROM place WHERE kind = {{kind.national}}) AS p
  ),
  -- At every date on which something begins or ends: what governs from then on.
  turns AS (SELECT DISTINCT station, factor, statistic, arrayJoin([begin, end]) AS at FROM dated WHERE limit_value > 0),
  governing AS (
    SELECT t.station AS station, t.factor AS factor, t.statistic AS statistic, t.at AS at, d.limit_value AS limit_value,
      d.cold_value AS cold_value, d.source AS source
    FROM turns AS t INNER JOIN dated AS d ON t.station = d.station AND t.factor = d.factor AND t.statistic = d.statistic
    WHERE d.begin <= t.at AND d.end > t.at AND d.limit_value > 0
    ORDER BY d.yields, d.limit_value, d.source LIMIT 1 BY station, factor, statistic, at
  ),
  ended AS (
    SELECT station, factor, statistic, at,
      leadInFrame(at, 1, toDateTime(4294967295, 'UTC')) OVER (PARTITION BY station, factor, statistic
        ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS until
    FROM turns
  )
SELECT g.station, g.factor, g.statistic, p.kind, p.basis, p.period,
  if(g.factor IN {folded:Array(UInt16)}, s.reference_oxygen, 0) AS reference,
  g.limit_value, g.cold_value, g.source, g.at AS in_force, e.until AS superseded
FROM governing AS g
INNER JOIN ended AS e ON g.station = e.station AND g.factor = e.factor AND g.statistic = e.statistic AND g.at = e.at
INNER JOIN place AS p ON g.station = p.station
LEFT JOIN (SELECT station, reference_oxygen FROM stack_gas FINAL WHERE retired = 0) AS s ON g.station = s.station
WHERE NOT (p.kind = {{kind.enterprise}} AND g.statistic = {{statistic.day}})
