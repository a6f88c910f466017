-- Who asks: GET /api/explain, lane history.
-- Reads: `water_items`, at most 10 rows a section; total nitrogen (48) is graded beside the class.
-- The items that the classes of all water sections rest on.
SELECT station, max(class) AS class, toUnixTimestamp(max(at)) AS sampled, count() AS items
FROM water_items FINAL
WHERE at >= toDateTime({since:UInt32}, 'UTC') AND at <= toDateTime({now:UInt32}, 'UTC')
  AND factor != {{factor.totalNitrogen}}
GROUP BY station
ORDER BY class DESC, station
