-- Who asks: the days job, once per run and day.
-- Reads: `touched`.
-- Stations with something due on one day, for cutting the days job into statements.
SELECT DISTINCT station FROM (
  SELECT station, factor FROM touched
  WHERE span = {{span.day}} AND start = {start:DateTime}
  GROUP BY station, factor
  HAVING max(touched.head) > max(touched.done)
) ORDER BY station;
