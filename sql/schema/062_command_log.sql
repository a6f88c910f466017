-- Commands to devices that have ended, for the audit: who asked for what, when, and what became of it. While a command
-- is under way, and for seven days, stream COMMANDS has its events; this table keeps the whole of it. Written by edge
-- when a command ends, and again at a start (the same row); read by GET /api/devices/{device}/commands.
-- backfill: from stream COMMANDS, at every start of edge.
CREATE TABLE IF NOT EXISTS command_log (
  device String,
  asked DateTime64(3, 'UTC'),
  command String,                   -- id
  kind LowCardinality(String),
  cn LowCardinality(String),
  state LowCardinality(String),
  ended DateTime64(3, 'UTC'),
  by String,
  events String                     -- JSON, oldest first
) ENGINE = ReplacingMergeTree ORDER BY (device, asked, command)
TTL toDateTime(asked) + toIntervalDay(2192);
