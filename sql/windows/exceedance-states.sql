-- Who asks: every tick, after the judgements: carries each exceedance on from the tick before.
-- Reads: the judgements above their limit (hundreds), `exceedance_states` (today's); writes those that exceed or have
-- just ended.
-- Uninterrupted: seen at a tick of the last 15 minutes. One series shows its worst judgement.
INSERT INTO exceedance_states
WITH
  toDateTime({now:UInt32}, 'UTC') AS present,
  toDate(present, {zone:String}) AS today,
  exceeding AS (
    SELECT station, factor, toInt64(intDiv(toInt128(assumeNotNull(value) - limit_value) * 1000000,
      toInt128(limit_value))) AS multiple,
      assumeNotNull(value) AS value, limit_value, limit_source, averaging, at, over
    FROM judgements
    WHERE tick = {tick:UInt32} AND reason = {{reason.judged}} AND judgements.value > limit_value
    ORDER BY multiple DESC, averaging LIMIT 1 BY station, factor
  ),
  before AS (SELECT * FROM exceedance_states FINAL WHERE active = 1 OR day = today)
SELECT
  if(is_now, e_station, b_station) AS station,
  if(is_now, e_factor, b_factor) AS factor,
  is_now AS active,
  if(is_now, today, b_day) AS day,
  multiIf(NOT is_now, b_episodes, b_day = today, b_episodes + (NOT goes_on), 1) AS episodes,
  multiIf(NOT is_now OR b_day = today, b_first, goes_on, toDateTime(toStartOfDay(present, {zone:String}), 'UTC'),
    present) AS first,
  if(NOT is_now OR goes_on, b_since, present) AS since,
  present AS seen,
  if(is_now, e_multiple, b_multiple) AS multiple,
  multiIf(NOT is_now, b_peak, goes_on, greatest(b_peak, e_multiple), e_multiple) AS peak,
  if(is_now, e_value, b_value) AS value,
  if(is_now, e_limit, b_limit) AS limit_value,
  if(is_now, e_source, b_source) AS limit_source,
  if(is_now, e_averaging, b_averaging) AS averaging,
  if(is_now, e_at, b_at) AS at,
  if(is_now, e_over, b_over) AS over,
  -- Trend: against the value of the same averaging at least 5 minutes ago; within 2 % of the limit it is steady.
  multiIf(NOT is_now OR NOT is_alike, {{trend.steady}}, NOT is_due, b_trend, (e_value - b_reference) * 50 > e_limit,
    {{trend.rising}}, (b_reference - e_value) * 50 > e_limit, {{trend.falling}}, {{trend.steady}}) AS trend,
  if(NOT is_now OR (is_alike AND NOT is_due), b_reference, e_value) AS reference,
  if(NOT is_now OR (is_alike AND NOT is_due), b_reference_at, present) AS reference_at,
  {version:UInt64} AS version
FROM (
  SELECT
    toUInt8(e.station > 0) AS is_now,
    b.active = 1 AND present >= b.seen AND present - b.seen <= 900 AS goes_on,
    goes_on AND e.averaging = b.averaging AS is_alike,
    present - b.reference_at >= 300 AS is_due,
    e.station AS e_station, e.factor AS e_factor, e.multiple AS e_multiple, e.value AS e_value,
      e.limit_value AS e_limit, e.limit_source AS e_source,
    e.averaging AS e_averaging, e.at AS e_at, e.over AS e_over,
    b.station AS b_station, b.factor AS b_factor, b.day AS b_day, b.episodes AS b_episodes, b.first AS b_first,
      b.since AS b_since, b.multiple AS b_multiple,
    b.peak AS b_peak, b.value AS b_value, b.limit_value AS b_limit, b.limit_source AS b_source,
      b.averaging AS b_averaging, b.at AS b_at, b.over AS b_over,
    b.trend AS b_trend, b.reference AS b_reference, b.reference_at AS b_reference_at, b.active AS b_active
  FROM exceeding AS e FULL JOIN before AS b ON e.station = b.station AND e.factor = b.factor
)
WHERE is_now = 1 OR b_active = 1
