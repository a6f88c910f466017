-- Who asks: GET /api/replay, lane history.
-- Reads: one column of `live_archive`, some 170,000 rows in eight days.
-- The kept moments around a wanted one: the newest not later, the first and the last of all.
SELECT toUnixTimestamp(maxIf(at, at <= toDateTime({at:UInt32}, 'UTC'))) AS found, toUnixTimestamp(min(at)) AS oldest,
  toUnixTimestamp(max(at)) AS newest, count() AS kept
FROM live_archive
WHERE schema = {schema:String} AND at > toDateTime({since:UInt32}, 'UTC')
