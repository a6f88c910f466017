-- Who asks: four times a minute, before the regions' closed hour: the newest hour that most national stations have. At
-- the turn of the hour the values come in one after another; a city shown on two of its stations would be another city.
-- Reads: PM2.5 of the national stations in three hours of `hours_now`.
WITH
  toDateTime({now:UInt32}, 'UTC') AS present,
  recent_hours AS (
    SELECT hour, count() AS n FROM hours_now FINAL
    WHERE hour >= toStartOfHour(present) - INTERVAL 3 HOUR AND hour < toStartOfHour(present)
      AND factor = {{factor.pm25}} AND valid = 1
      AND station IN (SELECT station FROM stations FINAL WHERE kind = {{kind.national}} AND retired = 0)
    GROUP BY hour
  )
SELECT toUnixTimestamp(max(hour)) AS hour FROM recent_hours WHERE n * 2 >= (SELECT max(n) FROM recent_hours)
