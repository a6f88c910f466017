-- Who asks: the audit, for a day of a stretch of 64 stations.
-- Reads: 24 hours of `hours_now`, about 10,000 rows.
SELECT station, factor, toUnixTimestamp(hour) AS start, ifNull(reinterpretAsInt64(hours_now.value), 0) AS micro,
  isNotNull(hours_now.value) AND valid AS counts, over
FROM hours_now FINAL
WHERE hour >= {start:DateTime} AND hour < {end:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
SETTINGS max_threads = 1
