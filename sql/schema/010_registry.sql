-- The registry: what the server knows of a city. Filled from a city pack and by the API.
-- Read whole by every role at start and on `registry.changed`; joined by the windows.
-- The newest `version` of a row wins; a row is never deleted, it is retired.
-- backfill: none (the pack is imported again at every start; the same pack changes nothing).

CREATE TABLE IF NOT EXISTS stations (
  station UInt32,
  device String,
  kind UInt8,                       -- STATION_KINDS
  name_zh String,
  name_en String,
  longitude Float64,                -- WGS-84 / CGCS2000 degrees
  latitude Float64,
  x Float64,                        -- metres, Gauss-Kruger on the city's central meridian
  y Float64,
  county UInt32,
  township UInt32,
  village UInt32,
  st LowCardinality(String),
  factors Array(UInt16),
  period UInt32,                    -- seconds between real-time frames
  basis UInt8,                      -- statistic id its windows rest on: 1 rtd, 10 minute, 20 hour
  is_public UInt8,
  outlet LowCardinality(String),    -- '', 'stack', 'outfall'
  target_class UInt8,
  extra String,                     -- the pack's row as JSON, for the API
  retired UInt8 DEFAULT 0,
  version UInt64                    -- milliseconds of the import
) ENGINE = ReplacingMergeTree(version) ORDER BY station;

CREATE TABLE IF NOT EXISTS devices (
  device String,                    -- MN as sent, normalised to upper case
  station UInt32,
  units Map(String, String),        -- factor code -> unit sent, where not canonical
  tolerance UInt8 DEFAULT 0,        -- bit 0 accept wrong CRC, bit 1 accept wrong length
  retired UInt8 DEFAULT 0,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY device;

CREATE TABLE IF NOT EXISTS regions (
  region UInt32,
  level UInt8,                      -- 1 city, 2 county, 3 township, 4 village
  parent UInt32,
  code String,
  name_zh String,
  name_en String,
  responsible_zh String,
  responsible_en String,
  longitude Float64,
  latitude Float64,
  ring String,                      -- JSON [[longitude, latitude], ...]
  retired UInt8 DEFAULT 0,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY region;

-- Limits that bind one station (permit, local rule). National limits are in `standard_limits`.
CREATE TABLE IF NOT EXISTS station_limits (
  station UInt32,
  factor UInt16,
  statistic UInt8,                  -- 1 rtd, 20 hour, 30 day
  value Decimal(18, 6),
  source UInt16,                    -- index in `limit_sources`
  effective_from DateTime('UTC'),
  retired UInt8 DEFAULT 0,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (station, factor, statistic, effective_from);

CREATE TABLE IF NOT EXISTS limit_sources (
  source UInt16,
  name_zh String,
  name_en String,
  clause String,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY source;
