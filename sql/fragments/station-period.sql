-- Who asks: windows and hours: how often a station's samples come, seconds; and whether it has fallen silent.
-- Reads: nothing; its arguments are of `stations` and `station_heard`.
-- A minute or hour mean cannot come more often than its period. Real-time values are aged by their time, means by their
-- arrival; ten seconds are for the way.
(basis, period) -> multiIf(
  basis = {{statistic.minute}}, greatest(60, period), basis = {{statistic.hour}}, greatest(3600, period),
    greatest(1, period))
  AS sample_period,
(basis, period) -> if(basis = {{statistic.minute}}, greatest(60, period), greatest(1, period)) AS live_period,
(basis, period, time, received, now) ->
  dateDiff('second', if(basis = {{statistic.rtd}}, time, toDateTime(received, 'UTC')), now) > 2 * period
    + 10 AS is_silent
