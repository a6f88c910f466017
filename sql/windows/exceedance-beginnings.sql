-- Who asks: once a minute in the first half hour after the windows began to look (start, another leader, an outage):
-- exceedances that were there at the first look began before it. Their beginning is taken from the closed hours before:
-- without a gap, every one valid and above the same limit. `since` becomes the end of the first of them, when its mean
-- was known to exceed; at most 7 days back.
-- Reads: of `hours_now` and `outlet_hours_now` 8 days of the series concerned (hundreds at most); docs/notes/048.
-- The row keeps its version: of equal ones the last inserted holds, and the next tick carries it on.
INSERT INTO exceedance_states
WITH
  toDateTime({opened:UInt32}, 'UTC') AS opened,
  toDateTime(toStartOfDay(toDateTime({now:UInt32}, 'UTC'), {zone:String}), 'UTC') AS midnight,
  seen_first AS (
    SELECT * FROM exceedance_states FINAL
    WHERE active = 1 AND averaging IN ({{windows.hours}}) AND since >= opened - INTERVAL 60 SECOND
      AND since <= opened + INTERVAL 120 SECOND
  ),
  hourly AS (
    SELECT hour, station, factor, toInt128(reinterpretAsInt64(assumeNotNull(value))) AS micro, toUInt8(1) AS rank
      FROM outlet_hours_now FINAL
    WHERE hour >= opened - INTERVAL 8 DAY AND hour < opened AND valid = 1 AND isNotNull(value)
      AND (station, factor) IN (SELECT station, factor FROM seen_first)
    UNION ALL
    SELECT hour, station, factor, toInt128(reinterpretAsInt64(assumeNotNull(value))), 2 FROM hours_now FINAL
    WHERE hour >= opened - INTERVAL 8 DAY AND hour < opened AND valid = 1 AND isNotNull(value)
      AND (station, factor) IN (SELECT station, factor FROM seen_first)
      AND (station NOT IN (SELECT station FROM stack_gas FINAL WHERE retired = 0)
        OR factor NOT IN {folded:Array(UInt16)})
  ),
  -- Hours before the first look, newest first: 1 is the last closed one.
  lookback AS (
    SELECT e.station AS station, e.factor AS factor, any(e.since) AS seen_at, any(e.limit_value) AS above,
      any(e.averaging) AS averaging,
      mapFromArrays(groupArray(toUInt32(dateDiff('hour', h.hour, toStartOfHour(e.since)))), groupArray(h.micro)) AS ago,
      arrayMap(i -> if(mapContains(ago, toUInt32(i)), ago[toUInt32(i)], toInt128(-9223372036854775808)),
        range(1, 193)) AS hours,
      arrayMap(v -> v != toInt128(-9223372036854775808), hours) AS known,
      -- Mean above the limit: sum above limit x count.
      arrayMap(i -> if(averaging = {{window.runningDay}},
        arrayCount(k -> k = 1, arraySlice(known, i, 24)) >= 20
          AND arraySum((v, k) -> if(k = 1, v, toInt128(0)), arraySlice(hours, i, 24), arraySlice(known, i, 24))
            > toInt128(above) * arrayCount(k -> k = 1, arraySlice(known, i, 24)),
        known[i] = 1 AND hours[i] > above), range(1, 169)) AS exceeded,
      arrayFirstIndex(x -> NOT x, arrayPushBack(exceeded, 0)) - 1 AS run
    FROM seen_first AS e INNER JOIN hourly AS h ON e.station = h.station AND e.factor = h.factor
    GROUP BY station, factor
    HAVING run > 0
  )
SELECT s.station, s.factor, s.active, s.day, s.episodes,
  least(s.first, greatest(b.began, midnight)) AS first,
  b.began AS since,
  s.seen, s.multiple, s.peak, s.value, s.limit_value, s.limit_source, s.averaging, s.at, s.over, s.trend, s.reference,
    s.reference_at, s.version
FROM seen_first AS s
INNER JOIN (SELECT station, factor, toStartOfHour(seen_at) - toIntervalHour(run - 1) AS began FROM lookback) AS b
  ON s.station = b.station AND s.factor = b.factor
WHERE b.began < s.since
