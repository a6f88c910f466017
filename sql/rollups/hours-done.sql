-- Who asks: the hours job, at the end of a run.
-- Reads: `touched`.
-- Ends a run of the hours job: what was due up to `head` is computed. What was touched meanwhile has a later head and
-- stays due.
INSERT INTO touched (span, start, station, factor, head, done, at)
SELECT {{span.hour}}, start, station, factor, 0, {head:UInt64}, {now:DateTime}
FROM touched
WHERE span = {{span.hour}} AND start BETWEEN {from:DateTime} AND {to:DateTime}
  AND station BETWEEN {first:UInt32} AND {last:UInt32}
GROUP BY start, station, factor
HAVING max(touched.head) > max(touched.done);
