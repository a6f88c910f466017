-- Ends a run of the days job.
INSERT INTO touched (span, start, station, factor, head, done, at)
SELECT 2, start, station, factor, 0, {head:UInt64}, {now:DateTime}
FROM touched
WHERE span = 2 AND start = {start:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
GROUP BY start, station, factor
HAVING max(touched.head) > max(touched.done);
