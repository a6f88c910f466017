-- Who asks: once a minute and when a bucket closes, where a rule of the city counts: the whole windows of the day so
-- far and whether they exceed.
-- Reads: the last hour's closed buckets (windows below an hour, aligned to the clock) and today's `hours_now` of the
-- dust monitors.
-- Written again while its buckets are kept, so that late readings correct it.
INSERT INTO local_rule_windows
WITH
  {{half-even}},
  {{validity}},
  {{station-period}},
  toDateTime({since:UInt32}, 'UTC') AS oldest,
  toDateTime({until:UInt32}, 'UTC') AS newest,
  rules AS (SELECT * FROM local_rules FINAL WHERE retired = 0 AND allowed < 65535 AND form IN ({{forms.counting}})),
  place AS (SELECT station, kind, basis, county, live_period(basis, period) AS every FROM stations FINAL
    WHERE retired = 0 AND kind IN ({{kinds.localRules}})),
  short AS (
    SELECT b.station AS station, b.factor AS factor, m AS minutes,
      toDateTime(intDiv(toUInt32(b.bucket), m * 60) * m * 60, 'UTC') AS begin,
      toInt64(half_even(sum(toInt128(b.sum)), greatest(sum(b.count), 1))) AS mean
    FROM (SELECT * FROM buckets FINAL WHERE bucket >= oldest AND bucket < newest
      AND factor IN ({{factors.particles}})) AS b INNER JOIN place AS p ON b.station = p.station
    ARRAY JOIN (SELECT groupUniqArray(minutes) FROM rules WHERE minutes < 60) AS m
    WHERE b.statistic = p.basis
    GROUP BY station, factor, minutes, begin
    HAVING begin >= oldest AND begin + toIntervalMinute(minutes) <= newest
      AND three_quarters(sum(b.count) * any(p.every), minutes * 60) AND sum(b.count) > 0
  ),
  today AS (
    SELECT h.station AS station, h.factor AS factor, h.hour AS begin,
      reinterpretAsInt64(assumeNotNull(h.value)) AS mean, p.kind AS kind, p.county AS county
    FROM (SELECT * FROM hours_now FINAL WHERE hour >= toDateTime(toStartOfDay(newest, {zone:String}), 'UTC')
      AND hour < newest AND factor IN ({{factors.particles}}) AND valid = 1 AND isNotNull(value)) AS h
    INNER JOIN place AS p ON h.station = p.station
  ),
  background AS (SELECT county, factor, begin, toInt64(half_even(sum(toInt128(mean)), count())) AS mean FROM today
    WHERE kind = {{kind.national}} GROUP BY county, factor, begin),
  hourly AS (
    SELECT t.station AS station, t.factor AS factor, toUInt8(60) AS minutes, t.begin AS begin, t.mean AS mean,
      if(g.county > 0, toNullable(t.mean - g.mean), NULL) AS above
    FROM (SELECT * FROM today WHERE kind IN ({{kinds.dust}})) AS t LEFT JOIN background AS g
      ON t.county = g.county AND t.factor = g.factor AND t.begin = g.begin
  )
SELECT toDate(w.begin, {zone:String}) AS day, r.rule AS rule, w.station AS station, w.begin AS begin,
  assumeNotNull(if(r.form = {{form.aboveBackground}}, w.above, toNullable(w.mean))) AS value,
  toUInt8(value > r.threshold) AS exceeds, {version:UInt64} AS version
FROM rules AS r
INNER JOIN (
  SELECT station, factor, toUInt8(minutes) AS minutes, begin, mean, CAST(NULL AS Nullable(Int64)) AS above FROM short
  UNION ALL SELECT station, factor, minutes, begin, mean, above FROM hourly
) AS w ON r.factor = w.factor AND r.minutes = w.minutes
INNER JOIN place AS p ON w.station = p.station
WHERE r.kind = p.kind AND r.effective_from <= w.begin AND r.effective_until > w.begin
  AND (r.form = {{form.absolute}} OR isNotNull(w.above))
