-- Who asks: every tick: is every station still talking, and what is its worst present exceedance.
-- Reads: stations, station_heard, the active exceedance states, one factor per station of `rolling`: about 5,000 rows
-- each.
-- state: 0 never heard, 1 fresh, 2 ageing (over 1 period), 3 stale (over 2), 4 offline (over 10); 10 s of grace for the
-- way.
WITH
  toDateTime({now:UInt32}, 'UTC') AS present
SELECT
  p.station AS station, p.kind AS kind,
  -- Minute and hour values are stamped with the start of their period: their age is that of their arrival.
  if(p.basis = {{statistic.rtd}}, least(h.time, toDateTime(h.received, 'UTC')), toDateTime(h.received, 'UTC')) AS heard,
  greatest(0, dateDiff('second', heard, present) - 10) AS age,
  multiIf(h.time = toDateTime(0, 'UTC'), {{state.neverHeard}}, age <= p.period, {{state.fresh}}, age <= 2 * p.period,
    {{state.ageing}}, age <= 10 * p.period, {{state.stale}}, {{state.offline}}) AS state,
  toUnixTimestamp(h.time) AS time,
  e.multiple AS multiple,
  if(e.active = 1, toUInt16(e.factor), if(isNotNull(r.mean), toUInt16(p.main), toUInt16(0))) AS factor,
  if(e.active = 1, e.value, r.mean) AS value,
  e.active AS exceeds
FROM (
  SELECT station, kind, period, basis, multiIf(kind IN ({{kinds.air}}), {{factor.pm25}}, kind IN ({{kinds.dust}}),
    {{factor.pm10}}, 0) AS main
  FROM stations FINAL WHERE retired = 0
) AS p
LEFT JOIN (SELECT * FROM station_heard FINAL) AS h ON p.station = h.station
LEFT JOIN (
  SELECT station, factor, multiple, value, active FROM exceedance_states FINAL
  WHERE active = 1 ORDER BY multiple DESC, factor LIMIT 1 BY station
) AS e ON p.station = e.station
LEFT JOIN (
  SELECT station, factor, any(mean1) AS mean FROM rolling
  WHERE tick = {tick:UInt32} AND ((kind IN ({{kinds.air}}) AND factor = {{factor.pm25}})
    OR (kind IN ({{kinds.dust}}) AND factor = {{factor.pm10}})) AND folded = 0
  GROUP BY station, factor
) AS r ON p.station = r.station
ORDER BY station
