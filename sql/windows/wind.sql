-- Who asks: every tick: the newest wind, temperature and humidity of every station that measures them.
-- Reads: four factors of `rolling`, about 5,000 rows.
SELECT
  station,
  maxOrNullIf(last_value, factor = {{factor.windSpeed}}) AS speed,
  maxOrNullIf(last_value, factor = {{factor.windDirection}}) AS direction,
  maxOrNullIf(last_value, factor = {{factor.airTemperature}}) AS temperature,
  maxOrNullIf(last_value, factor = {{factor.humidity}}) AS humidity,
  toUnixTimestamp(max(last_time)) AS time
FROM rolling
WHERE tick = {tick:UInt32} AND kind IN ({{kinds.weather}}) AND factor IN ({{factors.weather}}) AND folded = 0
  AND last_flag = {{flag.normal}}
GROUP BY station
HAVING isNotNull(speed)
ORDER BY station
