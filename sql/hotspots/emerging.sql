-- Who asks: hourly for topic `hotCells`, the API for one cell's story: how a hot cell came about (emerging hot spots).
-- Reads: the daily slices of the last 14 civil days (12,000 rows each at 1 km).
-- Daily, not hourly: hours of one day are nearly one observation, and Mann-Kendall counts them as many (domain 6.3). A
-- day is hot where its slice has class 95 or 99. Days without a z (nothing varied, or no data) are not in the series.
-- S = sum of sign(z_j - z_i) over i < j; Var = (n (n-1) (2n+5) - sum t (t-1) (2t+5)) / 18 with t cells of equal z;
-- trend = (S - 1) / sqrt(Var), 0, (S + 1) / sqrt(Var). Significant from |1.96|.
-- kind: 0 none (last day not hot, or fewer than {least} days), 1 new (hot for the first time), 2 consecutive (one run
-- of hot days, up to the last), 3 intensifying, 4 persistent, 5 diminishing (hot on {persistent} % of the days; trend
-- up, none, down), 6 sporadic.
WITH
  wanted AS (
    SELECT cell, start, assumeNotNull(z) AS day_z, class FROM hot_slices FINAL
    WHERE span = {{slice.day}} AND size = {size:UInt16} AND isNotNull(z)
      AND (empty({cells:Array(UInt32)}) OR cell IN {cells:Array(UInt32)})
      AND start >= toDateTime({from:UInt32}, 'UTC') AND start < toDateTime({until:UInt32}, 'UTC')
      AND (start, version) IN (SELECT start, version FROM hot_slice_heads FINAL WHERE span = {{slice.day}})
  ),
  series AS (
    SELECT
      cell, arraySort(e -> e.1, groupArray((start, day_z, class))) AS days, arrayMap(e -> e.2, days) AS zs,
        arrayMap(e -> toUInt8(e.3 >= {{hot.ninetyFive}}), days) AS hots,
      length(zs) AS n, arraySum(hots) AS hot_days,
      toUInt8(hots[-1] = 1 AND days[-1].1 = (SELECT max(start) FROM wanted)) AS hot_now,
      if(hot_days = n, n, arrayFirstIndex(h -> h = 0, arrayReverse(hots)) - 1) AS run
    FROM wanted
    GROUP BY cell
    HAVING hot_days > 0 OR notEmpty({cells:Array(UInt32)})
  )
SELECT
  cell, n, hot_days, hot_now, run,
  toInt64(arraySum(arrayMap((z, i) -> arraySum(arrayMap(later -> sign(later - z), arraySlice(zs, i + 1))), zs,
    arrayEnumerate(zs)))) AS s,
  (n * (n - 1) * (2 * n + 5) - arraySum(arrayMap(v -> countEqual(zs, v) * (countEqual(zs, v) - 1)
    * (2 * countEqual(zs, v) + 5), arrayDistinct(zs)))) / 18 AS variance,
  multiIf(variance <= 0 OR s = 0, 0., s > 0, (s - 1) / sqrt(variance), (s + 1) / sqrt(variance)) AS trend,
  toUInt8(multiIf(
    n < {least:UInt32} OR hot_now = 0, {{emerging.none}},
    hot_days = 1, {{emerging.new}},
    hot_days * 100 >= n * {persistent:UInt32}, multiIf(trend >= 1.96, {{emerging.intensifying}}, trend <= -1.96,
      {{emerging.diminishing}}, {{emerging.persistent}}),
    run = hot_days, {{emerging.consecutive}},
    {{emerging.sporadic}})) AS kind
FROM series
ORDER BY cell
