-- Who asks: the API, at most once a minute for all who ask: every surface-water section as it was last evaluated.
-- Reads: `water_items`, 300 rows. Class = its worst item's (GB 3838-2002 5.1; 环办〔2011〕22号), based on `items` of them.
-- main: items worse than the target, worst class first, then by multiple, then by factor, at most three; beside: TN of
-- a lake.
-- Multiples in tenths, half to even; none (-1) for pH, DO and temperature and where the item does not exceed the
-- target.
WITH
  toDateTime({now:UInt32}, 'UTC') AS present,
  {{half-even}},
  item AS (
    SELECT station, factor, value, at, class, target, has_multiple = 1 AND value > limit_value
      AND limit_value > 0 AS exceeds,
      if(exceeds, intDiv(toInt128(value - limit_value) * 1000000000, toInt128(limit_value)), toInt128(-1)) AS multiple,
      if(exceeds, toInt64(half_even(toInt128(value - limit_value) * 10, limit_value)), -1) AS tenths
    FROM water_items FINAL
    WHERE at >= present - INTERVAL 8 HOUR AND at <= present AND class > 0
  )
SELECT station, toUnixTimestamp(max(item.at)) AS time, any(item.target) AS target_class,
  maxIf(item.class, item.factor != {{factor.totalNitrogen}}) AS worst,
  countIf(item.factor != {{factor.totalNitrogen}}) AS items,
  arraySlice(arraySort(i -> (-i.1, -i.2, i.3), groupArrayIf((toInt32(item.class), item.multiple, toInt32(item.factor),
    item.tenths), item.factor != {{factor.totalNitrogen}} AND item.class > item.target)), 1, 3) AS sorted,
  arrayMap(i -> (i.3, i.1, i.4), sorted) AS main,
  groupArrayIf((toInt32(item.factor), toInt32(item.class), item.tenths),
    item.factor = {{factor.totalNitrogen}}) AS beside
FROM item
GROUP BY station
ORDER BY station
