-- Who asks: every question for an air quality index (HJ 633-2026), beside half-even.sql, which it rounds with.
-- Reads: nothing; its arguments are a mean and rows of `standard_iaqi`.
-- Input rounded half to even once (4.2.2), CO to a tenth. A mean below zero is noise about zero (down to minus the
-- detection limit it stands): no air pollution at all, index 0, never a missing item. Index linear between breakpoints,
-- rounded up, in integers (4.2.6).
-- With an item missing the AQI is published only above 100 (5.3.1); primary pollutants: all with the largest index,
-- above 50 (4.3).
-- `items` are tuples (factor, index, mean).
factor -> toInt128(if(factor = {{factor.co}}, 100000, 1000000)) AS index_unit,
rounded -> greatest(toInt64(0), toInt64(rounded)) AS not_below_zero,
(sum, count, factor) -> not_below_zero(half_even(sum, toInt128(count) * index_unit(factor))) AS index_input,
(low, high, il, ih, input) -> il + intDiv((ih - il) * (input - low) + (high - low) - 1,
  greatest(1, high - low)) AS segment_index,
(low, high, since, until, input, at) -> input <= high AND (input > low OR (input = 0 AND low = 0)) AND since <= at
  AND until > at
  AS segment_holds,
factor -> if(factor = {{factor.o3}}, 8, 24) AS day_averaging,
index -> toInt32(greatest(1, least(500, index))) AS published_index,
(worst, items) -> if(worst > 100 OR items = 6, published_index(worst), NULL) AS aqi_of,
aqi -> multiIf(isNull(aqi), 0, aqi <= 50, 1, aqi <= 100, 2, aqi <= 150, 3, aqi <= 200, 4, aqi <= 300, 5,
  6) AS aqi_level,
(aqi, worst, items) -> toUInt8(if(
  aqi > 50, arraySum(item -> if(item.2 = worst, bitShiftLeft(toUInt16(1), item.1 - 1), 0), items), 0)) AS primary_of,
items -> arrayMap(f -> arrayFirst(item -> item.1 = f, items).3, [{{factors.aqi}}]) AS six_means,
items -> arrayMap(f -> arrayExists(item -> item.1 = f, items), [{{factors.aqi}}]) AS six_present,
items -> arrayMap(f -> toInt32(arrayFirst(item -> item.1 = f, items).2), [{{factors.aqi}}]) AS six_indices
