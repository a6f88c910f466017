-- Who asks: the quality job, after a run.
-- Reads: `quality`, `stations`.
-- Hours that a run of the quality job took out of judging, or gave back: the hours job brings the verdict into them.
-- An hour whose readings are about to be deleted stays as it is (RETENTION_DAYS of server/ingest/retention.ts): it
-- would be computed from the remnant.
SELECT toUnixTimestamp(q.hour) AS hour, q.station AS station, q.factor AS factor
FROM (
  SELECT DISTINCT hour, station, factor FROM quality
  WHERE hour BETWEEN {from:DateTime} - INTERVAL 8 HOUR AND {to:DateTime} + INTERVAL 24 HOUR AND head = {head:UInt64}
    AND invalidates = 1 AND code IN {ofHours:Array(UInt8)}
) AS q
INNER JOIN (SELECT station, basis FROM stations FINAL) AS s ON s.station = q.station
WHERE q.hour > {now:DateTime} - toIntervalDay(multiIf(s.basis < {{statistic.minute}}, 89, s.basis < {{statistic.hour}},
  399, 2191));
