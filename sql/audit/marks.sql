-- Who asks: the audit, per group of stretches of 64 stations.
-- Reads: spans under an excluding mark that meet one hour, a few.
SELECT station, factor, toUInt32(begin) AS since, toUInt32(end) AS until FROM (
  SELECT station, factor, begin, end FROM mark_spans
  WHERE excludes = 1 AND begin < toUnixTimestamp({start:DateTime}) + 3600 AND end > toUnixTimestamp({start:DateTime})
    AND station BETWEEN {first:UInt32} AND {last:UInt32}
  UNION ALL
  SELECT station, toUInt16(0), begin, end FROM device_mark_spans
  WHERE excludes = 1 AND hour = {start:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
)
SETTINGS max_threads = 1
