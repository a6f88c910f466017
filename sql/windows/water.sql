-- Who asks: once a minute: class of each surface-water section = its worst item's (GB 3838-2002 5.1; 环办〔2011〕22号).
-- Reads: `water_items`, 300 rows. main: item worse than the target class, worst class first, then by multiple.
WITH toDateTime({now:UInt32}, 'UTC') AS present
SELECT
  station,
  toUnixTimestamp(max(at)) AS time,
  max(class) AS class,
  countIf(water_items.class > 0) AS items,
  tupleElement(arraySort(i -> (-i.1, -i.2, i.3), groupArrayIf((
    toInt32(water_items.class),
    if(has_multiple = 1 AND value > limit_value AND limit_value > 0,
      intDiv(toInt128(value - limit_value) * 1000000000, toInt128(limit_value)), toInt128(-1)),
    factor), water_items.class > target))[1], 3) AS main,
  maxOrNullIf(value, factor = {{factor.ph}}) AS ph,
  maxOrNullIf(value, factor = {{factor.dissolvedOxygen}}) AS do,
  maxOrNullIf(value, factor = {{factor.codmn}}) AS codmn,
  maxOrNullIf(value, factor = {{factor.ammonia}}) AS nh3n,
  maxOrNullIf(value, factor = {{factor.totalPhosphorus}}) AS tp
FROM water_items FINAL
-- TN (48) is graded for lakes but is none of the items of a section's class.
WHERE at >= present - INTERVAL 8 HOUR AND at <= present AND factor != {{factor.totalNitrogen}}
GROUP BY station
ORDER BY station
