-- Who asks: server/rollups/quality.ts, before each statement of the quality job.
-- Reads: `touched`, `quality_rules`, `station_neighbours`.
-- Series whose findings rest on what is due in a range of hours and stations: those series, the parts whose whole one
-- of them is (QC_INV), the particles of a station whose humidity changed (QC_RH), and the same factor at stations that
-- have one of them for a neighbour (QC_NEIGH).
INSERT INTO quality_scope
WITH
  due AS (
    SELECT DISTINCT station, factor FROM (
      SELECT start, station, factor FROM touched
      WHERE span = {{span.quality}} AND start BETWEEN {from:DateTime} AND {to:DateTime}
        AND station BETWEEN {first:UInt32} AND {last:UInt32}
      GROUP BY start, station, factor
      HAVING max(touched.head) > max(touched.done)
    )
  )
SELECT station, factor FROM due
UNION DISTINCT
SELECT d.station, r.factor FROM due AS d INNER JOIN (SELECT DISTINCT factor, whole FROM quality_rules FINAL
  WHERE whole != 0) AS r ON r.whole = d.factor
UNION DISTINCT
SELECT d.station, r.factor FROM (SELECT station FROM due WHERE factor = {{factor.humidity}}) AS d
  CROSS JOIN (SELECT DISTINCT factor FROM quality_rules FINAL WHERE humidity > 0) AS r
UNION DISTINCT
SELECT n.station, d.factor FROM due AS d INNER JOIN (SELECT station, neighbour FROM station_neighbours
  WHERE version = {neighbours:UInt64}) AS n ON n.neighbour = d.station
WHERE d.factor IN (SELECT factor FROM quality_rules FINAL WHERE neighbours > 0)
SETTINGS max_threads = 1;
