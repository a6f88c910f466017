-- Who asks: the days job, at the end of a run.
-- Reads: `touched`.
-- Ends a run of the days job.
INSERT INTO touched (span, start, station, factor, head, done, at)
SELECT {{span.day}}, start, station, factor, 0, {head:UInt64}, {now:DateTime}
FROM touched
WHERE span = {{span.day}} AND start = {start:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
GROUP BY start, station, factor
HAVING max(touched.head) > max(touched.done);
