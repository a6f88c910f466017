-- Who asks: GET /api/history/townships (small maps of a wall), lane history, some times an hour whatever the number of
-- walls.
-- Reads: the named hours of `hours_now` for one factor: eight hours of about 500 air stations.
-- Valid hour values of the townships' own air stations for some hours, in millionths, per hour and township (as
-- windows/regions.sql). Only valid hour values count.
SELECT toUnixTimestamp(h.hour) AS t, s.township AS township,
  arraySort(groupArray(reinterpretAsInt64(assumeNotNull(h.value)))) AS values
FROM (
  SELECT hour, station, value FROM hours_now FINAL
  WHERE hour IN (SELECT toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC')) AND factor = {factor:UInt16} AND valid = 1
    AND value IS NOT NULL
) AS h
INNER JOIN (SELECT station, township FROM stations FINAL
  WHERE retired = 0 AND kind = {{kind.township}} AND township > 0) AS s ON s.station = h.station
GROUP BY t, township
ORDER BY t, township
