-- Who asks: once a minute; the API for the regions' ranking, at most once a minute for all who ask.
-- Reads: the year's `region_days` and the same month of the year before, at most 184 x 400 x 6 rows.
-- Composite index of HJ 663 over the closed days of the month (on the 1st: of the month before): sum of weight x C /
-- S; C = mean of the days, for CO their P95, for O3 their P90. Lower is better; equal indices share a rank (1, 1, 3),
-- counties and townships apart. By the variant named, else by the one in force on the first day of the month. Not
-- ranked: an item with fewer than three quarters of the days. Coverage: valid days of the item that has fewest. Beside
-- it, by the same variant: as many days of the month before, and of the same month a year ago (whole months on the
-- 1st). `before`: the place in the ranking one day earlier, by the variant of that day's month. Good days: AQI up to
-- 100, of the days that have one.
WITH
  {{half-even}},
  {{aqi}},
  {{validity}},
  toDate({until:String}) AS today,
  (xs, p) -> xs[1 + intDiv((length(xs) - 1) * p, 100)] + half_even(
    toInt128(xs[least(length(xs), 2 + intDiv((length(xs) - 1) * p, 100))] - xs[1 + intDiv((length(xs) - 1) * p, 100)])
      * (((length(xs) - 1) * p) % 100), toInt128(100)) AS percentile,
  toStartOfMonth(today - 1) AS month_begin,
  dateDiff('day', month_begin, today) AS month_days,
  toStartOfMonth(month_begin - 1) AS last_begin,
  toDate(month_begin - INTERVAL 1 YEAR) AS ago_begin,
  (begin, next) -> if(toDayOfMonth(today) = 1, next, least(begin + month_days, next)) AS same_stretch,
  level_of AS (SELECT region, level FROM regions FINAL WHERE retired = 0 AND level IN ({{levels.ranked}})),
  -- 1 today's ranking, 2 yesterday's, each over its own month; 3 the month before, 4 a year ago.
  period AS (
    SELECT p.1 AS span, p.2 AS begin, p.3 AS end, dateDiff('day', begin, end) AS of_days,
      if(span = {{period.dayBefore}}, begin, month_begin) AS ruled
    FROM (SELECT arrayJoin([
      ({{period.month}}, month_begin, today), ({{period.dayBefore}}, toStartOfMonth(today - 2), today - 1),
      ({{period.monthBefore}}, last_begin, same_stretch(last_begin, month_begin)),
        ({{period.yearBefore}}, ago_begin, same_stretch(ago_begin, toDate(ago_begin + INTERVAL 1 MONTH)))]) AS p)
  ),
  ruled_period AS (
    SELECT p.span AS span, any(p.begin) AS begin, any(p.end) AS end, any(p.of_days) AS of_days, c.factor AS factor,
      any(c.variant) AS variant,
      any(c.limit_value) AS limit_value, any(c.weight) AS weight
    FROM period AS p CROSS JOIN (SELECT * FROM composite_limits FINAL) AS c
    WHERE if({variant:String} = '', c.default_from <= p.ruled AND c.default_until > p.ruled,
      c.variant = {variant:String} AND c.effective_from <= p.ruled AND c.effective_until > p.ruled)
    GROUP BY span, factor
  ),
  item AS (
    SELECT p.span AS span, d.region AS region, d.factor AS factor, any(p.of_days) AS of_days,
      any(p.limit_value) AS limit_value, any(p.weight) AS weight,
      arraySort(groupArray(d.value)) AS values,
      multiIf(factor = {{factor.co}}, percentile(values, 95), factor = {{factor.o3}}, percentile(values, 90),
        half_even(arraySum(x -> toInt128(x), values), toInt128(length(values)))) AS concentration
    FROM (
      SELECT day, region, factor, value FROM region_days FINAL
      WHERE (day >= least(last_begin, toStartOfMonth(today - 2)) AND day < today)
        OR (day >= ago_begin AND day < toDate(ago_begin + INTERVAL 1 MONTH))
    ) AS d
    INNER JOIN ruled_period AS p ON d.factor = p.factor
    WHERE d.day >= p.begin AND d.day < p.end
    GROUP BY span, region, factor
  ),
  -- One common denominator keeps the sum exact: 16800 is a multiple of every S in use.
  indexed AS (
    SELECT i.span AS span, i.region AS region,
      if(count() = 6, toUInt32(min(length(i.values))), 0) AS fewest,
      count() = 6 AND three_quarters(fewest, any(i.of_days)) AS ranks,
      argMax(i.factor, (toInt128(i.concentration) * intDiv(toInt128(16800) * 1000000, toInt128(i.limit_value)),
        -toInt32(i.factor))) AS main,
      toInt64(half_even(sum(toInt128(i.concentration) * i.weight
        * intDiv(toInt128(16800) * 1000000, toInt128(i.limit_value)) * 1000), toInt128(16800) * 1000000)) AS thousandths
    FROM item AS i
    GROUP BY span, region
  ),
  ranked AS (
    SELECT x.span AS span, x.region AS region, x.thousandths AS thousandths,
      rank() OVER (PARTITION BY x.span, l.level ORDER BY x.thousandths) AS standing
    FROM (SELECT * FROM indexed WHERE ranks) AS x INNER JOIN level_of AS l ON x.region = l.region
  ),
  month AS (
    SELECT r.region AS region, anyIf(r.thousandths, r.span = {{period.month}}) AS thousandths,
      anyIf(r.standing, r.span = {{period.month}}) AS place, anyIf(r.standing, r.span = {{period.dayBefore}}) AS before,
      anyIf(r.thousandths, r.span = {{period.monthBefore}}) AS last_thousandths,
        anyIf(r.thousandths, r.span = {{period.yearBefore}}) AS ago_thousandths
    FROM ranked AS r GROUP BY region
  ),
  covered AS (
    SELECT x.region AS region, anyIf(x.fewest, x.span = {{period.month}}) AS fewest,
      anyIf(x.main, x.span = {{period.month}} AND x.ranks) AS main,
      countIf(x.span = {{period.month}}) > 0 AS is_known, countIf(x.span = {{period.monthBefore}}) > 0 AS has_last,
        countIf(x.span = {{period.yearBefore}}) > 0 AS has_ago
    FROM indexed AS x GROUP BY region
  ),
  day_item AS (
    SELECT d.region AS region, d.day AS day, d.factor AS factor,
      minOrNullIf(
        segment_index(s.low, s.high, s.il, s.ih, d.rounded),
        segment_holds(s.low, s.high, s.effective_from, s.effective_until, d.rounded, d.at)) AS iaqi
    FROM (
      SELECT region, day, factor, toDateTime(toStartOfDay(day, {zone:String}), 'UTC') AS at,
        index_input(toInt128(value), 1, factor) AS rounded
      FROM region_days FINAL
      WHERE day >= toStartOfYear(today) AND day < today
    ) AS d
    INNER JOIN (SELECT * FROM standard_iaqi FINAL WHERE averaging_hours = day_averaging(factor)) AS s
      ON d.factor = s.factor
    GROUP BY region, day, factor
  ),
  year AS (
    SELECT region, countIf(aqi <= 100) AS good, count() AS days
    FROM (SELECT region, day, aqi_of(max(iaqi), count(iaqi)) AS aqi FROM day_item GROUP BY region, day
      HAVING isNotNull(aqi))
    GROUP BY region
  )
SELECT
  l.region AS region, m.place AS place, m.before AS before, m.thousandths AS thousandths, y.good AS good,
    y.days AS days,
  m.last_thousandths AS last_thousandths, m.ago_thousandths AS ago_thousandths, c.main AS main, c.fewest AS fewest,
    month_days AS of_days,
  -- 0 ranked, 1 nothing known of the month, 2 an item below three quarters of the days.
  multiIf(m.place > 0, {{unranked.ranked}}, c.is_known = 0, {{unranked.nothingKnown}},
    {{unranked.tooFewDays}}) AS unranked,
  -- 0 there, 1 no days kept of that period, 2 too few of them.
  multiIf(m.last_thousandths > 0, {{unranked.ranked}}, c.has_last = 0, {{unranked.nothingKnown}},
    {{unranked.tooFewDays}}) AS last_missing, multiIf(m.ago_thousandths > 0, {{unranked.ranked}}, c.has_ago = 0,
    {{unranked.nothingKnown}}, {{unranked.tooFewDays}}) AS ago_missing,
  (SELECT any(variant) FROM ruled_period WHERE span = {{period.month}}) AS variant, toString(month_begin) AS period_from
FROM level_of AS l
LEFT JOIN month AS m ON l.region = m.region
LEFT JOIN covered AS c ON l.region = c.region
LEFT JOIN year AS y ON l.region = y.region
ORDER BY region
