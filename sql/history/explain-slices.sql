-- Who asks: GET /api/explain, lane history.
-- Reads: one cell's days of `hot_slices`, 14 rows; `latest` is the last day of any cell.
-- The daily slices of one hotspot cell: what its kind of emergence rests on.
SELECT toUnixTimestamp(start) AS day, z, class,
  (SELECT toUnixTimestamp(max(start)) FROM hot_slices FINAL
    WHERE span = {{slice.day}} AND size = {size:UInt16} AND isNotNull(z) AND start >= toDateTime({from:UInt32}, 'UTC')
      AND start < toDateTime({until:UInt32}, 'UTC')
      AND (start, version) IN (SELECT start, version FROM hot_slice_heads FINAL WHERE span = {{slice.day}})) AS latest
FROM hot_slices FINAL
WHERE span = {{slice.day}} AND size = {size:UInt16} AND cell = {cell:UInt32} AND isNotNull(z)
  AND start >= toDateTime({from:UInt32}, 'UTC') AND start < toDateTime({until:UInt32}, 'UTC')
  AND (start, version) IN (SELECT start, version FROM hot_slice_heads FINAL WHERE span = {{slice.day}})
ORDER BY start
