-- Who asks: the marks job, once per changed mark.
-- Reads: `hours_now`, `stations`.
-- The hours under a mark that have been computed: of the station, and of the meters that bear witness for it. Hours
-- whose readings are about to be deleted stay as they are, as in `quality-verdicts`.
SELECT toUnixTimestamp(h.hour) AS hour, h.station AS station, h.factor AS factor
FROM (
  SELECT hour, station, factor FROM hours_now FINAL
  WHERE hour BETWEEN toStartOfHour(toDateTime({begin:UInt32}, 'UTC')) AND toDateTime({end:UInt32}, 'UTC')
    AND station IN (SELECT station FROM stations FINAL
      WHERE station = {station:UInt32} OR JSONExtractUInt(extra, 'enterprise') = {station:UInt32})
) AS h
INNER JOIN (SELECT station, basis FROM stations FINAL) AS s ON s.station = h.station
WHERE h.hour > {now:DateTime} - toIntervalDay(multiIf(s.basis < {{statistic.minute}}, 89, s.basis < {{statistic.hour}},
  399, 2191));
