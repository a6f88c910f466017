-- Who asks: GET /api/stations/{id}/series?step=5m, lane history.
-- Reads: as sql/history/series-raw.sql.
-- Five-minute means of one series from the valid versions flagged N or T (those that count for means), exact sums;
-- directions as unit vectors, sound levels by their energy, as sql/rollups/hours.sql has them.
WITH
  {{reading-version}},
  {{direction}},
  {{sound-level}}
SELECT
  toUnixTimestamp(bucket) AS t,
  toString(multiIf(
    valid_count = 0, NULL,
    {factor:UInt16} IN {directions:Array(UInt16)}, CAST(toInt64(direction_mean(east, north)) AS Nullable(Decimal(38,
      12))) / 1000000,
    {factor:UInt16} IN {levels:Array(UInt16)}, CAST(toInt64(sound_level(energy, valid_count,
      10000)) AS Nullable(Decimal(38, 12))) / 1000000,
    CAST(value_sum AS Nullable(Decimal(38, 12))) / valid_count)) AS value,
  valid_count AS count,
  over
FROM (
  SELECT
    toStartOfFiveMinutes(time) AS bucket,
    sumIf(CAST(reinterpret(micro, 'Decimal64(6)') AS Decimal(38, 6)), counts) AS value_sum,
    sumIf(direction_east(micro), counts) AS east,
    sumIf(direction_north(micro), counts) AS north,
    sumIf(toInt128(sound_energy(micro)), counts) AS energy,
    countIf(counts) AS valid_count,
    max(letter = {{flag.overRange}}) AS over
  FROM (
    SELECT time, version_micro(valid) AS micro, version_flag(valid) AS letter, letter IN ({{flags.inMeans}}) AS counts
    FROM (
      SELECT time, max(reading_version(said, reading, sent)) AS valid
      FROM (
        SELECT time, readings.value AS reading, readings.flag AS sent, min(readings.first) AS said
        FROM readings
        WHERE hour >= toStartOfHour(toDateTime({from:UInt32}, 'UTC')) AND hour < toDateTime({to:UInt32}, 'UTC')
          AND station = {station:UInt32} AND factor = {factor:UInt16} AND statistic = {statistic:UInt8}
          AND time >= toDateTime({from:UInt32}, 'UTC') AND time < toDateTime({to:UInt32}, 'UTC')
        GROUP BY time, reading, sent
      )
      GROUP BY time
    )
  )
  GROUP BY bucket
)
ORDER BY bucket
LIMIT {limit:UInt32}
