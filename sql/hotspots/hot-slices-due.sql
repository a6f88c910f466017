-- Who asks: the keeper of the slices, every minute: which closed hours (span 1) or civil days (span 24) have PM2.5
-- values that their slice does not rest on yet; newest first.
-- Reads: one factor of the air stations' hours or days of the last weeks (60,000 rows), and the heads (350 rows).
SELECT v.start AS start, v.head AS head
FROM (
  SELECT toUnixTimestamp(hour) AS start, max(head) AS head FROM hours_now
  WHERE {span:UInt8} = {{slice.hour}} AND hour >= toDateTime({from:UInt32}, 'UTC')
    AND hour < toDateTime({until:UInt32}, 'UTC') AND factor = {factor:UInt16}
    AND station IN (SELECT station FROM grid_stations WHERE generation = {generation:UInt64})
  GROUP BY start
  UNION ALL
  SELECT toUInt32(toUInt32(day) * 86400) AS start, max(head) AS head FROM days_now
  WHERE {span:UInt8} = {{slice.day}} AND day >= toDate(toUInt16(intDiv({from:UInt32}, 86400)))
    AND day < toDate(toUInt16(intDiv({until:UInt32}, 86400))) AND factor = {factor:UInt16}
    AND station IN (SELECT station FROM grid_stations WHERE generation = {generation:UInt64})
  GROUP BY start
) AS v
LEFT JOIN (
  SELECT toUnixTimestamp(start) AS begun, head, generation FROM hot_slice_heads FINAL WHERE span = {span:UInt8}
) AS d ON v.start = d.begun
WHERE d.generation != {generation:UInt64} OR d.head != v.head
ORDER BY start DESC
LIMIT {most:UInt32}
