-- Who asks: the audit each round, for the stations of some regions.
-- Reads: one hour of `hours_now` of them.
-- Which hours quality control took out, and when each was computed.
SELECT station, factor, toUInt8(valid = 0 AND enough = 1) AS is_out,
  toString(toUnixTimestamp64Milli(hours_now.computed)) AS computed
FROM hours_now FINAL
WHERE hour = {start:DateTime} AND station IN {stations:Array(UInt32)} AND factor IN ({{factors.aqi}})
SETTINGS max_threads = 1
