-- Who asks: GET /api/receipts/{id}, lane history.
-- Reads: `receipt_items`.
-- What ingest found in one push: a row per frame, and one per item that gave no reading or a flagged one. At most
-- {limit} rows.
SELECT device, item, outcome, readings, detail, toUnixTimestamp64Milli(received) AS received_ms
FROM receipt_items FINAL
WHERE receipt = {receipt:String}
ORDER BY ordinal, item
LIMIT {limit:UInt32}
