-- Who asks: every question that rounds a mean or a ratio as GB/T 8170 says (half to even), once.
-- Reads: nothing. `sum` / `divisor`, rounded to a whole number; both are integers, `divisor` above 0.
-- Exact while |sum| is below 1e26: twelve decimals tell a half from its neighbours for every divisor below 5e11. What
-- is larger (products of a folding, sums weighted by flow) asks half-even-wide.sql, which is slower.
(sum, divisor) -> toInt128(roundBankers(toDecimal128(sum, 12) / toInt64(divisor), 0)) AS half_even
