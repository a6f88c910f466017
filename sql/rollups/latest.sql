-- Who asks: server/ingest/load-latest.ts, once per start.
-- Reads: `readings`.
-- The newest value of every series in the last hours, for the live stream of a work process that has just started.
-- Where it takes too long the screens wait for the next frames instead.
SELECT
  station, factor, statistic,
  toUInt32(max(readings.time)) AS newest,
  argMax(reinterpretAsInt64(value), readings.time) AS micro,
  argMax(flag, readings.time) AS letter,
  toUInt64(argMax(readings.first, readings.time)) AS ordinal
FROM readings
WHERE hour >= {since:DateTime} AND statistic IN ({{statistics.bases}})
GROUP BY station, factor, statistic
SETTINGS max_execution_time = 10, timeout_overflow_mode = 'throw';
