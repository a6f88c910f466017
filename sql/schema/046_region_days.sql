-- What each region breathed on each closed civil day: mean over its stations of PM2.5, PM10, NO2, SO2, CO day means and
-- of the O3 daily maximum 8-h mean. City and counties rest on national stations, townships on township stations.
-- Written for the days that changed since the last look (once a minute); read for rankings, good days and the year's
-- calendar.
-- About 184 regions x 6 rows a day. The largest version counts.
-- backfill: none needed (the windows write the present year at their first start, from `days_now` and `hours_now`).
CREATE TABLE IF NOT EXISTS region_days (
  day Date,                         -- civil
  region UInt32,
  factor UInt16,                    -- 1..6
  value Int64,                      -- millionths
  reporting UInt16,                 -- stations it rests on
  version UInt64
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toYear(day)
ORDER BY (region, day, factor);
