-- Who asks: once a minute; the API for the regions' ranking. Reads: the year's `region_days`, at most 184 x 366 x 6 rows.
-- Composite index of HJ 663 over the closed days of the month (on the 1st: of the month before), by the variant named:
-- sum of weight x C / S; C = mean of the days, for CO their P95, for O3 their P90. Lower is better; equal indices share a rank
-- (1, 1, 3), counties and townships apart. Not ranked: fewer than three quarters of the days for any item.
-- `move`: places gained against the ranking one day earlier. Good days: AQI up to 100, of the days that have one.
WITH
  -- Exact: twelve decimals tell a half from its neighbours for every divisor below 5e11.
  (s, n) -> toInt128(roundBankers(toDecimal128(s, 12) / toInt64(n), 0)) AS half_even,
  toDate({until:String}) AS today,
  (xs, p) -> xs[1 + intDiv((length(xs) - 1) * p, 100)] + half_even(
    toInt128(xs[least(length(xs), 2 + intDiv((length(xs) - 1) * p, 100))] - xs[1 + intDiv((length(xs) - 1) * p, 100)]) * (((length(xs) - 1) * p) % 100), toInt128(100)) AS percentile,
  level_of AS (SELECT region, level FROM regions FINAL WHERE retired = 0 AND level IN (1, 2, 3)),
  -- The ranking as of today and as of yesterday, each over its own month.
  period AS (
    SELECT arrayJoin([today, today - 1]) AS end, toStartOfMonth(end - 1) AS begin, dateDiff('day', begin, end) AS of_days
  ),
  item AS (
    SELECT p.end AS end, d.region AS region, d.factor AS factor, any(p.of_days) AS of_days,
      arraySort(groupArray(d.value)) AS values,
      multiIf(factor = 6, percentile(values, 95), factor = 3, percentile(values, 90), half_even(arraySum(x -> toInt128(x), values), toInt128(length(values)))) AS concentration
    FROM (SELECT day, region, factor, value FROM region_days FINAL WHERE day >= toStartOfMonth(today - 2) AND day < today) AS d
    CROSS JOIN period AS p
    WHERE d.day >= p.begin AND d.day < p.end
    GROUP BY end, region, factor
    HAVING length(values) * 4 >= of_days * 3
  ),
  -- One common denominator keeps the sum exact: 2400 is a multiple of every S in use but 70, hence 16800.
  indexed AS (
    SELECT i.end AS end, i.region AS region,
      toInt64(half_even(sum(toInt128(i.concentration) * c.weight * intDiv(toInt128(16800) * 1000000, toInt128(c.limit_value)) * 1000), toInt128(16800) * 1000000)) AS thousandths
    FROM item AS i INNER JOIN (SELECT * FROM standard_composite FINAL WHERE variant = {variant:String}) AS c ON i.factor = c.factor
    GROUP BY end, region
    HAVING count() = 6
  ),
  ranked AS (
    SELECT x.end AS end, x.region AS region, x.thousandths AS thousandths, l.level AS level,
      rank() OVER (PARTITION BY x.end, l.level ORDER BY x.thousandths) AS standing
    FROM indexed AS x INNER JOIN level_of AS l ON x.region = l.region
  ),
  month AS (
    SELECT r.region AS region, anyIf(r.thousandths, r.end = today) AS thousandths, anyIf(r.standing, r.end = today) AS place, anyIf(r.standing, r.end = today - 1) AS before
    FROM ranked AS r GROUP BY region
  ),
  day_item AS (
    SELECT d.region AS region, d.day AS day, d.factor AS factor,
      minOrNullIf(
        s.il + intDiv((s.ih - s.il) * (d.rounded - s.low) + (s.high - s.low) - 1, s.high - s.low),
        d.rounded <= s.high AND (d.rounded > s.low OR (d.rounded = 0 AND s.low = 0)) AND s.effective_from <= d.at AND s.effective_until > d.at) AS iaqi
    FROM (
      SELECT region, day, factor, toDateTime(toStartOfDay(day, {zone:String}), 'UTC') AS at,
        toInt64(half_even(toInt128(value), toInt128(if(factor = 6, 100000, 1000000)))) AS rounded
      FROM region_days FINAL
      WHERE day >= toStartOfYear(today) AND day < today
    ) AS d
    INNER JOIN (SELECT * FROM standard_iaqi FINAL WHERE averaging_hours = if(factor = 3, 8, 24)) AS s ON d.factor = s.factor
    GROUP BY region, day, factor
  ),
  year AS (
    SELECT region, countIf(worst <= 100) AS good, count() AS days
    FROM (SELECT region, day, max(iaqi) AS worst, count(iaqi) AS items FROM day_item GROUP BY region, day HAVING items = 6 OR worst > 100)
    GROUP BY region
  )
SELECT
  l.region AS region, m.place AS place, m.before AS before, m.thousandths AS thousandths, y.good AS good, y.days AS days
FROM level_of AS l
LEFT JOIN month AS m ON l.region = m.region
LEFT JOIN year AS y ON l.region = y.region
ORDER BY region
