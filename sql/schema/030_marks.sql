-- Marks 标记: what a person said about a station's working condition or monitoring, in versions: nothing is changed
-- or deleted, a withdrawal is a version with `state` 0. Written by the API; a few thousand a year.
-- `versions` of one mark start at 1.
-- backfill: none.
CREATE TABLE IF NOT EXISTS marks (
  mark String,                      -- id
  version UInt32,
  station UInt32,
  factor UInt16,                    -- 0 = all of the station
  code UInt16,                      -- MARK_CODES
  begin DateTime('UTC'),
  end DateTime('UTC'),              -- 2106-02-07T06:28:15Z = until further notice
  state UInt8,                      -- 1 in force, 0 withdrawn
  reason String,
  who String,
  role LowCardinality(String),
  at DateTime64(3, 'UTC')           -- when this version was written
) ENGINE = ReplacingMergeTree ORDER BY (mark, version);

-- Which versions of marks have reached the hours: the work process writes a row after it has touched them.
-- backfill: none (a mark without a row is applied again, which changes nothing).
CREATE TABLE IF NOT EXISTS marks_applied (
  mark String,
  version UInt32,
  at DateTime('UTC')
) ENGINE = ReplacingMergeTree ORDER BY (mark, version);

-- What the codes mean, from server/standards/marks.ts.
-- backfill: none (filled at every start of the work process).
CREATE TABLE IF NOT EXISTS mark_codes (
  code UInt16,
  excludes UInt8,
  stopped UInt8,
  device Int64,                     -- value of p99101, millionths
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY code;

-- Condition readings (p99101 of HJ 212-2025) by identity, as in `readings`; few, and asked for by station.
-- backfill: INSERT INTO condition_readings SELECT station, toStartOfHour(time), time, value, flag, first FROM readings
-- WHERE factor = 110
CREATE TABLE IF NOT EXISTS condition_readings (
  station UInt32,
  hour DateTime('UTC'),
  time DateTime('UTC'),
  value Decimal(18, 6),
  flag UInt8,
  first SimpleAggregateFunction(min, UInt64)
) ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (station, hour, time, value, flag)
TTL hour + toIntervalDay(2192);

CREATE MATERIALIZED VIEW IF NOT EXISTS condition_readings_of_readings TO condition_readings AS
SELECT station, toStartOfHour(time) AS hour, time, value, flag, first
FROM readings
WHERE factor = 110 AND statistic IN (1, 10, 20);

-- Marks in force: the latest version of each that a person entered.
CREATE VIEW IF NOT EXISTS marks_now AS
SELECT mark, version, station, factor, code, begin, end, reason, who, role, at
FROM (SELECT * FROM marks FINAL ORDER BY version DESC LIMIT 1 BY mark)
WHERE state = 1;

-- Spans under a mark that a device sent: a condition reading holds until the next one, within its hour. Ask by `hour`.
CREATE VIEW IF NOT EXISTS device_mark_spans AS
SELECT d.station AS station, d.hour AS hour, c.code AS code, c.excludes AS excludes, c.stopped AS stopped,
  d.begin AS begin, d.end AS end
FROM (
  SELECT station, hour, said.1 AS begin, said.3 AS end, said.2 AS device
  FROM (
    SELECT station, hour, arraySort(groupArray((toUnixTimestamp(time), valid))) AS points,
      arrayMap((p, next) -> (p.1, p.2, next), points,
        arrayPushBack(arrayPopFront(points.1), toUnixTimestamp(hour) + 3600)) AS sayings
    FROM (
      SELECT station, hour, time, argMax(micro, (first_said, micro, flag)) AS valid,
        argMax(flag, (first_said, micro, flag)) AS letter
      FROM (
        SELECT station, hour, time, reinterpretAsInt64(value) AS micro, flag,
          min(condition_readings.first) AS first_said
        FROM condition_readings GROUP BY station, hour, time, micro, flag
      )
      GROUP BY station, hour, time
    )
    WHERE letter IN (78, 84)
    GROUP BY station, hour
  )
  ARRAY JOIN sayings AS said
) AS d INNER JOIN (SELECT * FROM mark_codes FINAL) AS c ON c.device = d.device;

-- Spans under a mark that a person entered, with what the code means.
CREATE VIEW IF NOT EXISTS mark_spans AS
SELECT m.station AS station, m.factor AS factor, m.code AS code, c.excludes AS excludes, c.stopped AS stopped,
  toUnixTimestamp(m.begin) AS begin, toUnixTimestamp(m.end) AS end, m.mark AS mark
FROM marks_now AS m INNER JOIN (SELECT * FROM mark_codes FINAL) AS c ON c.code = m.code;
