-- Who asks: GET /api/devices/{device}/records, lane history.
-- Reads: `device_records`.
-- What a device reported beside readings, newest first. At most 500 rows of one device, a page of its part of the key.
SELECT
  cn, toUnixTimestamp(time) AS seconds, code, suffix, text, flag, toUnixTimestamp64Milli(received) AS received_ms,
    toString(ordinal) AS ordinal
FROM device_records FINAL
WHERE device = {device:String} AND ({cn:String} = '' OR cn = {cn:String})
  AND time >= toDateTime({from:UInt32}, 'UTC') AND time < toDateTime({to:UInt32}, 'UTC')
ORDER BY time DESC, cn, code, suffix
LIMIT {limit:UInt32}
