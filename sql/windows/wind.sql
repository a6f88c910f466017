-- Who asks: every tick: the newest wind, temperature and humidity of every station that measures them.
-- Reads: four factors of `rolling`, about 5,000 rows.
SELECT
  station,
  maxOrNullIf(last_value, factor = 23) AS speed,
  maxOrNullIf(last_value, factor = 24) AS direction,
  maxOrNullIf(last_value, factor = 20) AS temperature,
  maxOrNullIf(last_value, factor = 21) AS humidity,
  toUnixTimestamp(max(last_time)) AS time
FROM rolling
WHERE tick = {tick:UInt32} AND kind IN (1, 2, 3, 4) AND factor IN (20, 21, 23, 24) AND folded = 0 AND last_flag = 78
GROUP BY station
HAVING isNotNull(speed)
ORDER BY station
