-- Who asks: once a minute, for the days whose values were computed since the last look; the whole year once, at the
-- first start.
-- Reads: `days_now` and the ozone hours of the air stations, 173 x (5 + 24) rows a day.
-- MDA8: largest of the 8-h means that end 08:00..24:00, each of at least 6 hours; at least 14 of the 17, or above the
-- day's class II limit anyway (HJ 663-2013 6.1.2).
INSERT INTO region_days
WITH
  {{half-even}},
  {{validity}},
  (SELECT groupArray((effective_from, effective_until, reinterpretAsInt64(value))) FROM standard_limits FINAL
    WHERE factor = {{factor.o3}} AND averaging_hours = 8) AS ozone_limits,
  place AS (
    SELECT station, arrayJoin(arrayFilter(r -> r > 0,
      if(kind = {{kind.national}}, [toUInt32({city:UInt32}), county], [township]))) AS region
    FROM stations FINAL
    WHERE retired = 0 AND kind IN ({{kinds.air}})
  ),
  ozone AS (
    SELECT
      toDate(hour, {zone:String}) AS day, station,
      groupArray((toUInt8(toHour(hour, {zone:String})),
        toInt128(reinterpretAsInt64(assumeNotNull(hours_now.value))))) AS hourly,
      arrayFilter(w -> six_of_8(w.1), arrayMap(k -> (
        arrayCount(h -> h.1 >= k AND h.1 < k + 8, hourly),
        arraySum(h -> if(h.1 >= k AND h.1 < k + 8, h.2, toInt128(0)), hourly)), range(17))) AS eight,
      arrayMax(arrayMap(w -> half_even(w.2, toInt128(w.1)), eight)) AS largest
    FROM hours_now FINAL
    WHERE hour >= toDateTime({from:UInt32}, 'UTC') AND hour < toDateTime({until:UInt32}, 'UTC')
      AND factor = {{factor.o3}} AND valid = 1 AND isNotNull(hours_now.value)
      AND station IN (SELECT station FROM place)
    GROUP BY day, station
    HAVING length(eight) >= 14 OR (length(eight) > 0
      AND largest > arrayFirst(l -> l.1 <= min(hour) AND l.2 > min(hour), ozone_limits).3)
  ),
  station_day AS (
    SELECT day, station, factor, toInt128(reinterpretAsInt64(assumeNotNull(days_now.value))) AS mean
    FROM days_now FINAL
    WHERE day >= toDate(toDateTime({from:UInt32}, {zone:String}))
      AND day < toDate(toDateTime({until:UInt32}, {zone:String}))
      AND factor IN ({{factors.dailyMeans}}) AND valid = 1 AND isNotNull(days_now.value)
        AND station IN (SELECT station FROM place)
    UNION ALL
    SELECT day, station, toUInt16({{factor.o3}}), largest FROM ozone
    UNION ALL
    -- Without ozone hours of its own a day stands on what the device reported, which is the MDA8 (docs/notes/004).
    SELECT day, station, toUInt16({{factor.o3}}), toInt128(reinterpretAsInt64(assumeNotNull(days_now.value)))
    FROM days_now FINAL
    WHERE day >= toDate(toDateTime({from:UInt32}, {zone:String}))
      AND day < toDate(toDateTime({until:UInt32}, {zone:String}))
      AND factor = {{factor.o3}} AND origin = {{origin.reported}} AND valid = 1 AND isNotNull(days_now.value)
        AND station IN (SELECT station FROM place)
      AND (day, station) NOT IN (SELECT day, station FROM ozone)
  )
SELECT d.day AS day, p.region AS region, d.factor AS factor,
  toInt64(half_even(sum(d.mean), toInt128(count()))) AS value, count() AS reporting, {version:UInt64} AS version
FROM station_day AS d INNER JOIN place AS p ON d.station = p.station
GROUP BY day, region, factor
