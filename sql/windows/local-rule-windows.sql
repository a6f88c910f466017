-- Who asks: once a minute and when a bucket closes, where a rule of the city counts: the whole windows of the day so far and whether
-- they exceed. Reads: the last hour's closed buckets (windows below an hour, aligned to the clock) and today's `hours_now` of the
-- dust monitors. Written again while its buckets are kept, so that late readings correct it.
INSERT INTO local_rule_windows
WITH
  (s, n) -> toInt64(roundBankers(toDecimal128(s, 12) / toInt64(n), 0)) AS half_even,
  toDateTime({since:UInt32}, 'UTC') AS oldest,
  toDateTime({until:UInt32}, 'UTC') AS newest,
  rules AS (SELECT * FROM local_rules FINAL WHERE retired = 0 AND allowed < 65535 AND form IN (1, 4)),
  place AS (SELECT station, kind, basis, county, greatest(1, if(basis = 10, greatest(60, period), period)) AS every FROM stations FINAL WHERE retired = 0 AND kind IN (1, 3, 4)),
  short AS (
    SELECT b.station AS station, b.factor AS factor, m AS minutes, toDateTime(intDiv(toUInt32(b.bucket), m * 60) * m * 60, 'UTC') AS begin,
      half_even(sum(toInt128(b.sum)), toInt128(greatest(sum(b.count), 1))) AS mean
    FROM (SELECT * FROM buckets FINAL WHERE bucket >= oldest AND bucket < newest AND factor IN (1, 2, 7)) AS b INNER JOIN place AS p ON b.station = p.station
    ARRAY JOIN (SELECT groupUniqArray(minutes) FROM rules WHERE minutes < 60) AS m
    WHERE b.statistic = p.basis
    GROUP BY station, factor, minutes, begin
    HAVING begin >= oldest AND begin + toIntervalMinute(minutes) <= newest AND sum(b.count) * any(p.every) * 4 >= 3 * minutes * 60 AND sum(b.count) > 0
  ),
  today AS (
    SELECT h.station AS station, h.factor AS factor, h.hour AS begin, reinterpretAsInt64(assumeNotNull(h.value)) AS mean, p.kind AS kind, p.county AS county
    FROM (SELECT * FROM hours_now FINAL WHERE hour >= toDateTime(toStartOfDay(newest, {zone:String}), 'UTC') AND hour < newest AND factor IN (1, 2, 7) AND valid = 1 AND isNotNull(value)) AS h
    INNER JOIN place AS p ON h.station = p.station
  ),
  background AS (SELECT county, factor, begin, half_even(sum(toInt128(mean)), toInt128(count())) AS mean FROM today WHERE kind = 1 GROUP BY county, factor, begin),
  hourly AS (
    SELECT t.station AS station, t.factor AS factor, toUInt8(60) AS minutes, t.begin AS begin, t.mean AS mean, if(g.county > 0, toNullable(t.mean - g.mean), NULL) AS above
    FROM (SELECT * FROM today WHERE kind IN (3, 4)) AS t LEFT JOIN background AS g ON t.county = g.county AND t.factor = g.factor AND t.begin = g.begin
  )
SELECT toDate(w.begin, {zone:String}) AS day, r.rule AS rule, w.station AS station, w.begin AS begin, assumeNotNull(if(r.form = 4, w.above, toNullable(w.mean))) AS value,
  toUInt8(value > r.threshold) AS exceeds, {version:UInt64} AS version
FROM rules AS r
INNER JOIN (
  SELECT station, factor, toUInt8(minutes) AS minutes, begin, mean, CAST(NULL AS Nullable(Int64)) AS above FROM short
  UNION ALL SELECT station, factor, minutes, begin, mean, above FROM hourly
) AS w ON r.factor = w.factor AND r.minutes = w.minutes
INNER JOIN place AS p ON w.station = p.station
WHERE r.kind = p.kind AND r.effective_from <= w.begin AND r.effective_until > w.begin AND (r.form = 1 OR isNotNull(w.above))
