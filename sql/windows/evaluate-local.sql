-- Who asks: once a minute and when a bucket closes: the local rules of dust and noise, of every site they bind
-- (docs/notes/047).
-- Reads: four closed 5-minute buckets and the tick's `rolling` of 1,060 dust monitors, `dust_references`, today's
-- counts.
-- Windows of 5, 15 and 20 minutes are whole closed buckets, three quarters of the samples at least; 60 minutes is the
-- rolling hour.
-- 20-min sound levels are energy means to 0.1 dB; day 06-22, night 22-06, a window across the turn is neither.
-- "At or above" rules (relative, rise) have their limit one millionth lower, so that the judgement's "above" says the
-- same.
-- Reasons as in evaluate.sql and 9 no reference station within the radius, 12 the window crosses 06:00 or 22:00, 13
-- over the value, but not more often today than the rule allows.
INSERT INTO slow_judgements
WITH
  {{half-even}},
  {{sound-level}},
  {{validity}},
  {{station-period}},
  toDateTime({now:UInt32}, 'UTC') AS present,
  toDateTime({until:UInt32}, 'UTC') AS newest,
  rules AS (
    SELECT * FROM local_rules FINAL
    WHERE retired = 0 AND effective_from <= newest - toIntervalMinute(minutes)
      AND effective_until > newest - toIntervalMinute(minutes)
  ),
  place AS (
    SELECT s.station AS station, s.kind AS kind, s.basis AS basis, live_period(s.basis, s.period) AS every,
      is_silent(s.basis, s.period, h.time, h.received, present) AS is_stale
    FROM stations AS s FINAL LEFT JOIN (SELECT * FROM station_heard FINAL) AS h ON s.station = h.station
    WHERE s.retired = 0 AND s.kind IN ({{kinds.dust}})
  ),
  bucketed AS (
    SELECT b.bucket AS bucket, b.station AS station, b.factor AS factor, b.sum AS sum, b.count AS count, b.over AS over,
      p.every AS every
    FROM (SELECT * FROM buckets FINAL WHERE bucket >= newest - INTERVAL 20 MINUTE AND bucket < newest
      AND factor IN ({{factors.localRules}})) AS b INNER JOIN place AS p ON b.station = p.station
    WHERE b.statistic = p.basis
  ),
  windowed AS (
    SELECT station, factor, span, sum(toInt128(sum)) AS total, sum(count) AS n, max(over) AS is_over,
      three_quarters(n * any(every), any(span) * 60) AND n > 0 AS is_enough,
      multiIf(NOT is_enough, NULL, factor = {{factor.noise}}, toInt64(sound_level(total, n, 100000)),
        toInt64(half_even(total, greatest(n, 1)))) AS mean
    FROM bucketed ARRAY JOIN [5, 15, 20] AS span
    WHERE bucket >= newest - toIntervalMinute(span)
    GROUP BY station, factor, span
  ),
  risen AS (
    SELECT station, factor,
      sumIf(toInt128(sum), bucket = newest - INTERVAL 5 MINUTE) AS total_now,
        sumIf(count, bucket = newest - INTERVAL 5 MINUTE) AS n_now,
      sumIf(toInt128(sum), bucket = newest - INTERVAL 20 MINUTE) AS total_then,
        sumIf(count, bucket = newest - INTERVAL 20 MINUTE) AS n_then,
      n_now > 0 AND n_then > 0 AND three_quarters(least(n_now, n_then) * any(every), 300) AS is_enough,
      if(is_enough, toInt64(half_even(total_now, greatest(n_now, 1))), NULL) AS now_mean,
      if(is_enough, toInt64(half_even(total_then, greatest(n_then, 1))), NULL) AS then_mean, max(over) AS is_over
    FROM bucketed WHERE factor != {{factor.noise}}
    GROUP BY station, factor
  ),
  hourly AS (
    SELECT station, factor, closed, mean1, end1, last_flag, over FROM rolling
      WHERE tick = {tick:UInt32} AND kind IN ({{kinds.dust}}) AND factor IN ({{factors.localRules}}) AND folded = 0
  ),
  humidity AS (SELECT station, last_value AS percent FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN ({{kinds.dust}}) AND factor = {{factor.humidity}} AND folded = 0
    AND last_flag = {{flag.normal}}),
  counted AS (
    SELECT rule, station, countIf(exceeds = 1) AS times FROM local_rule_windows FINAL
      WHERE day = toDate(present, {zone:String}) GROUP BY rule, station
  ),
  {{held-back}},
  bound AS (
    SELECT r.rule AS rule, r.factor AS factor, r.minutes AS minutes, r.form AS form, r.threshold AS threshold,
      r.night AS night, r.ratio AS ratio, r.floor AS floor, r.radius AS radius,
      r.allowed AS allowed, r.humidity_above AS humidity_above, r.source AS source, p.station AS station,
        p.kind AS kind, p.is_stale AS is_stale,
      toHour(newest - toIntervalMinute(r.minutes), {zone:String}) AS first_hour,
        toHour(newest - INTERVAL 1 SECOND, {zone:String}) AS last_hour,
      first_hour >= 6 AND first_hour < 22 AS is_day, last_hour >= 6 AND last_hour < 22 AS ends_by_day
    FROM rules AS r CROSS JOIN place AS p
    WHERE r.kind = p.kind
  ),
  held AS (
    SELECT b.station AS station, b.factor AS factor, b.minutes AS minutes, b.rule AS rule, b.kind AS kind,
      b.source AS source, h.closed AS closed, h.end1 AS end1,
      d.reference > 0 AND d.metres <= b.radius AS has_reference,
      multiIf(b.form = {{form.rise}}, i.now_mean, b.minutes = 60, h.mean1, w.mean) AS mean,
      if(b.form = {{form.aboveBackground}}, mean - d.background, mean) AS measured,
      toInt64(multiIf(
        b.form = {{form.relative}}, greatest(toInt64(half_even(toInt128(ifNull(d.mean, 0)) * b.ratio, 1000)), b.floor)
          - 1,
        b.form = {{form.rise}}, greatest(toInt64(half_even(toInt128(ifNull(i.then_mean, 0)) * b.ratio, 1000)), b.floor)
          - 1,
        b.form = {{form.noise}} AND NOT b.is_day, b.night,
        b.threshold)) AS limit_value,
      toUInt8(multiIf(b.form = {{form.rise}}, i.is_over, b.minutes = 60, h.over, w.is_over)) AS is_over,
      toUInt8(multiIf(
        b.station IN (SELECT station FROM held_back WHERE factor = 0)
          OR (b.station, b.factor) IN (SELECT station, factor FROM held_back WHERE reason = {{reason.marked}}),
          {{reason.marked}},
        (b.station, b.factor) IN (SELECT station, factor FROM held_back), {{reason.qualityControl}},
        b.factor != {{factor.noise}} AND u.percent > b.humidity_above, {{reason.humidity}},
        b.factor != {{factor.noise}} AND d.regional = 1, {{reason.regionalDust}},
        b.form = {{form.relative}} AND NOT has_reference, {{reason.noReference}},
        b.form = {{form.aboveBackground}} AND isNull(d.background), {{reason.noReference}},
        b.form = {{form.noise}} AND b.is_day != b.ends_by_day, {{reason.dayAndNight}},
        isNotNull(measured), if(b.allowed < 65535 AND measured > limit_value AND c.times <= b.allowed,
          {{reason.allowance}}, {{reason.judged}}),
        b.is_stale OR h.station = 0, {{reason.stale}},
        h.last_flag IN ({{flags.service}}), {{reason.calibration}},
        h.last_flag = {{flag.implausible}}, {{reason.implausible}},
        h.last_flag NOT IN ({{flags.inMeans}}), {{reason.flagged}},
        {{reason.insufficient}})) AS why
    FROM bound AS b
    LEFT JOIN windowed AS w ON b.station = w.station AND b.factor = w.factor AND b.minutes = w.span
    LEFT JOIN risen AS i ON b.station = i.station AND b.factor = i.factor
    LEFT JOIN hourly AS h ON b.station = h.station AND b.factor = h.factor
    LEFT JOIN humidity AS u ON b.station = u.station
    LEFT JOIN (SELECT * FROM dust_references FINAL WHERE written >= present - INTERVAL 10 MINUTE) AS d
      ON b.station = d.station
    LEFT JOIN counted AS c ON b.station = c.station AND b.rule = c.rule
  )
SELECT
  {{family.localRules}} AS family, station, factor,
  multiIf(minutes = 60, if(closed = 1, {{window.closedHour}}, {{window.rollingHour}}), minutes = 5,
    {{window.fiveMinutes}}, minutes = 15, {{window.fifteenMinutes}}, {{window.twentyMinutes}}) AS averaging,
  rule, kind, if(why = {{reason.judged}}, measured, NULL) AS value, limit_value, source AS limit_source,
  if(minutes = 60, end1, newest) AS at, is_over AS over, why AS reason, present AS written, {version:UInt64} AS version
FROM held
