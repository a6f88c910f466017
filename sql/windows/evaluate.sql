-- Who asks: every tick: every series a limit binds, against it. Writes about 7,500 rows.
-- Reads: `judge_bounds`, `station_heard`, `water_items`, the newest `slow_judgements` (local rules, days of outlets;
-- once a minute), `dust_references`, and the rows of those series in `rolling`.
-- Judged only on valid values: the rolling hour where sufficient, else the last closed hour; running 24 h for daily
-- limits (there is no hourly limit for particles). Each by the limit in force when the period judged began. No multiple
-- for pH, DO, temperature.
-- Stacks with a reference oxygen: the device's folded hour, else measured hour folded by the oxygen's; nothing from
-- 20.5 % O2 on.
-- Values for water up to 12 degrees where the rule has them.
-- Reasons: 1 flagged, 2 too few samples, 3 humidity above 95 % at an optical dust monitor, 4 calibration or
-- maintenance, 5 nothing heard for two periods, 6 implausible, 7 worse than its class but without a multiple, 8 oxygen
-- at the guard, 10 regional dust, 11 oxygen unknown, 14 under a mark, 15 taken out by quality control; 9, 12, 13 see
-- evaluate-local.sql.
INSERT INTO judgements
WITH
  {{half-even}},
  {{station-period}},
  toDateTime({now:UInt32}, 'UTC') AS present,
  toDateTime({since:UInt32}, 'UTC') AS hour_begin,
  toDateTime({hour:UInt32}, 'UTC') - INTERVAL 23 HOUR AS day_begin,
  series AS (
    SELECT station, factor, folded, closed, end1, mean1, mean24, last_time, last_value, last_flag, over FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN ({{kinds.judged}}) AND (folded = 0 OR isNotNull(mean1))
    ORDER BY folded DESC LIMIT 1 BY station, factor
  ),
  -- What the values of an outlet depend on: the oxygen of its gas, the warmth of its water.
  state AS (
    SELECT station, maxOrNullIf(mean1, factor = {{factor.gasOxygen}}) AS oxygen,
      maxOrNullIf(mean1, factor = {{factor.waterTemperature}}) AS warmth
    FROM rolling WHERE tick = {tick:UInt32} AND kind = {{kind.enterprise}} AND factor IN ({{factors.outletState}})
      AND folded = 0
    GROUP BY station
  ),
  humid AS (
    SELECT station FROM rolling WHERE tick = {tick:UInt32} AND kind IN ({{kinds.dust}}) AND factor = {{factor.humidity}}
      AND folded = 0 AND last_flag = {{flag.normal}} AND last_value > 95000000
  ),
  dusty AS (SELECT station FROM dust_references FINAL WHERE regional = 1 AND written >= present - INTERVAL 10 MINUTE),
  {{held-back}}
SELECT
  {tick:UInt32} AS tick, b.station AS station, b.factor AS factor,
  multiIf(b.statistic = {{statistic.day}}, {{window.runningDay}}, b.statistic = {{statistic.rtd}}, {{window.instant}},
    r.closed = 1, {{window.closedHour}}, {{window.rollingHour}}) AS averaging,
  b.kind AS kind,
  if(reason = {{reason.judged}}, multiIf(
    r.station = 0, NULL,
    b.statistic = {{statistic.hour}} AND (b.reference = 0 OR r.folded = 1 OR isNull(r.mean1)), r.mean1,
    b.statistic = {{statistic.hour}} AND isNull(o.oxygen), NULL,
    b.statistic = {{statistic.hour}}, toInt64(half_even(toInt128(ifNull(r.mean1, 0)) * (21000000 - b.reference),
      greatest(toInt128(1), 21000000 - toInt128(ifNull(o.oxygen, 0))))),
    b.statistic = {{statistic.day}}, r.mean24,
    r.last_flag IN ({{flags.inMeans}}) AND NOT is_stale, r.last_value, NULL) AS measured, NULL) AS value,
  if(b.cold > 0 AND o.warmth <= 12000000, b.cold, b.limit_value) AS limit_value, b.limit_source AS limit_source,
  if(b.statistic = {{statistic.rtd}}, r.last_time, r.end1) AS at,
  r.over AS over,
  multiIf(
    b.station IN (SELECT station FROM held_back WHERE factor = 0)
      OR (b.station, b.factor) IN (SELECT station, factor FROM held_back WHERE reason = {{reason.marked}}),
      {{reason.marked}},
    (b.station, b.factor) IN (SELECT station, factor FROM held_back), {{reason.qualityControl}},
    b.kind IN ({{kinds.dust}}) AND b.factor IN ({{factors.particles}}) AND b.station IN (SELECT station FROM humid),
      {{reason.humidity}},
    b.kind IN ({{kinds.dust}}) AND b.factor IN ({{factors.particles}}) AND b.station IN (SELECT station FROM dusty),
      {{reason.regionalDust}},
    b.reference > 0 AND o.oxygen >= 20500000 AND NOT is_stale, {{reason.oxygenHigh}},
    isNotNull(measured), {{reason.judged}},
    (is_silent(b.basis, b.period, h.time, h.received, present) AS is_stale) OR r.station = 0, {{reason.stale}},
    r.last_flag IN ({{flags.service}}), {{reason.calibration}},
    r.last_flag = {{flag.implausible}}, {{reason.implausible}},
    r.last_flag NOT IN ({{flags.inMeans}}), {{reason.flagged}},
    b.reference > 0 AND r.folded = 0 AND isNotNull(r.mean1), {{reason.oxygenUnknown}},
    {{reason.insufficient}}) AS reason
FROM judge_bounds AS b
LEFT JOIN series AS r ON b.station = r.station AND b.factor = r.factor
LEFT JOIN (SELECT * FROM station_heard FINAL) AS h ON b.station = h.station
LEFT JOIN state AS o ON b.station = o.station
WHERE (multiIf(b.statistic = {{statistic.rtd}}, present, b.statistic = {{statistic.day}}, day_begin, r.closed = 1,
  r.end1 - INTERVAL 1 HOUR, hour_begin) AS begun) >= b.in_force AND begun < b.superseded
UNION ALL
-- Items of sections: ranked by their multiple; worse than the target class without one, or too old: left out.
SELECT {tick:UInt32}, station, factor, {{window.instant}}, {{kind.water}},
  if(has_multiple = 1 AND at >= present - INTERVAL 8 HOUR, toNullable(value), NULL), limit_value, limit_source, at,
  over,
  toUInt8(multiIf(at < present - INTERVAL 8 HOUR, {{reason.stale}}, has_multiple = 1, {{reason.judged}},
    {{reason.noMultiple}}))
FROM water_items FINAL
WHERE at <= present AND at >= present - INTERVAL 7 DAY AND limit_value > 0
  AND (has_multiple = 1 OR at < present - INTERVAL 8 HOUR OR class > target)
UNION ALL
-- Local rules rest on what is measured now, and are held back with it; a day of an outlet has left out what was marked.
SELECT {tick:UInt32}, station, factor, averaging, kind, if(held > 0, NULL, slow_judgements.value) AS value, limit_value,
  limit_source, at, over, if(held > 0, held, slow_judgements.reason) AS reason
FROM (
  SELECT *, multiIf(family != {{family.localRules}}, {{reason.judged}},
    station IN (SELECT station FROM held_back WHERE factor = 0)
    OR (station, factor) IN (SELECT station, factor FROM held_back WHERE reason = {{reason.marked}}),
    {{reason.marked}},
    (station, factor) IN (SELECT station, factor FROM held_back), {{reason.qualityControl}}, {{reason.judged}}) AS held
  FROM slow_judgements
) AS slow_judgements
WHERE (family, version) IN (SELECT family, max(version) FROM slow_judgements GROUP BY family)
  AND written >= present - INTERVAL 10 MINUTE
