-- Who asks: server/rollups/marks.ts, every few seconds.
-- Reads: `marks`, `marks_applied`.
-- Marks with a version that has not reached the hours yet, with the whole time any of their versions spoke of.
SELECT mark, station, factor, toUnixTimestamp(min(begin)) AS begin, toUnixTimestamp(max(end)) AS end,
  max(version) AS newest
FROM (SELECT * FROM marks FINAL)
WHERE mark IN (SELECT mark FROM marks FINAL WHERE (mark, version) NOT IN (SELECT mark, version FROM marks_applied))
GROUP BY mark, station, factor
ORDER BY mark
LIMIT {limit:UInt32};
