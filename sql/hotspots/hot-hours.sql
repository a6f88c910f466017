-- Who asks: the API for one cell's story; hour of the civil day with the highest excess over the regional background.
-- Reads: the cells' hourly slices of the last 14 days (336 rows a cell).
-- `profile`: per hour of day that has enough days its mean excess (millionths, half to even) and its days; the hottest
-- first, equal ones by the earlier hour. An hour of day counts where at least {least} days have it.
WITH
  {{half-even-wide}}
SELECT cell, arraySort(e -> (-e.2, e.1), groupArray((hour_of_day, excess, days))) AS profile
FROM (
  SELECT cell, toHour(start, {zone:String}) AS hour_of_day, count() AS days,
    toInt64(half_even_wide(toInt128(sum(mean - background)), toInt128(count()))) AS excess
  FROM hot_slices FINAL
  WHERE span = {{slice.hour}} AND size = {size:UInt16} AND cell IN {cells:Array(UInt32)}
    AND start >= toDateTime({from:UInt32}, 'UTC') AND start < toDateTime({until:UInt32}, 'UTC')
    AND (start, version) IN (SELECT start, version FROM hot_slice_heads FINAL WHERE span = {{slice.hour}})
  GROUP BY cell, hour_of_day
  HAVING days >= {least:UInt32}
)
GROUP BY cell
ORDER BY cell
