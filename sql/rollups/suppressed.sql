-- Who asks: server/rollups/suppressed.ts, every ten seconds.
-- Reads: `withheld`, `quality_latest`, `hours_now`, `mark_spans`, `device_mark_spans`.
-- What may not be judged now, as the next version of `withheld`. Marks that are in force or begin within the hour;
-- condition readings of this hour and the last; findings that take the last closed hour of a series out, until ten
-- minutes after the next one has closed.
INSERT INTO withheld (version, station, factor, reason, code, begin, end)
WITH
  (SELECT max(version) FROM withheld) + 1 AS next,
  toStartOfHour({now:DateTime}) AS this_hour,
  taken_out AS (
    SELECT hour, station, factor, min(code) AS first_code
    FROM quality_latest FINAL
    WHERE hour BETWEEN this_hour - INTERVAL 2 HOUR AND this_hour AND state = {{finding.holds}} AND invalidates = 1
      AND code IN {ofHours:Array(UInt8)}
    GROUP BY hour, station, factor
  ),
  last_closed AS (
    SELECT station, factor, max(hour) AS newest
    FROM hours_now FINAL
    WHERE hour BETWEEN this_hour - INTERVAL 2 HOUR AND this_hour
      AND (station, factor) IN (SELECT station, factor FROM taken_out)
    GROUP BY station, factor
  )
SELECT next, station, factor, toUInt8({{reason.marked}}), code, toUInt32(begin), toUInt32(end)
FROM mark_spans
WHERE excludes = 1 AND begin < toUnixTimestamp({now:DateTime}) + 3600 AND end > toUnixTimestamp({now:DateTime}) - 3600
UNION ALL
-- The newest condition reading holds on until another comes or its hour ends.
SELECT next, station, toUInt16(0), toUInt8({{reason.marked}}), code, toUInt32(begin), toUInt32(end)
FROM device_mark_spans
WHERE excludes = 1 AND hour BETWEEN this_hour - INTERVAL 1 HOUR AND this_hour
UNION ALL
SELECT next, t.station, t.factor, toUInt8({{reason.qualityControl}}), toUInt16(t.first_code), toUInt32(t.hour) + 3600,
  toUInt32(t.hour) + 7800
FROM taken_out AS t INNER JOIN last_closed AS l ON l.station = t.station AND l.factor = t.factor
WHERE t.hour = l.newest
UNION ALL
SELECT next, toUInt32(0), toUInt16(0), toUInt8({{reason.judged}}), toUInt16(0), toUInt32(0), toUInt32(0)
SETTINGS max_threads = 1;
