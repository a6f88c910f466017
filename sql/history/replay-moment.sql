-- Who asks: GET /api/replay, lane history.
-- Reads: some 20 rows of `live_archive`.
-- What the screens held at one kept moment, in chunks.
SELECT topic, hub, chunk, chunks, message
FROM live_archive FINAL
WHERE at = toDateTime({at:UInt32}, 'UTC') AND schema = {schema:String}
ORDER BY topic, hub, chunk
