-- Who asks: GET /api/explain, lane history.
-- Reads: `station_heard`, at most one row per station.
-- When some stations were last heard.
SELECT station, toUnixTimestamp(time) AS spoke_of, toUnixTimestamp64Milli(received) AS heard
FROM station_heard FINAL
WHERE has({stations:Array(UInt32)}, station)
ORDER BY station
