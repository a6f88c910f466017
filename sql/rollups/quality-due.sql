-- Who asks: the quality job, once per run.
-- Reads: `touched`.
-- Stations with findings due in a range of hours, for cutting the quality job into statements.
SELECT DISTINCT station FROM (
  SELECT start, station, factor FROM touched
  WHERE span = {{span.quality}} AND start BETWEEN {from:DateTime} AND {to:DateTime}
  GROUP BY start, station, factor
  HAVING max(touched.head) > max(touched.done)
) ORDER BY station;
