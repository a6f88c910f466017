-- Who asks: products of foldings, sums weighted by flow or by distance: what half-even.sql is too narrow for; hours and
-- days.
-- Reads: nothing. `sum` / `divisor`, rounded half to even to a whole number, in integers of any width; `divisor` above
-- 0.
-- The remainder decides: above a half up; at a half up where the quotient is odd.
(sum, divisor) -> intDiv(sum - positiveModulo(sum, divisor), divisor)
  + (2 * positiveModulo(sum, divisor) + positiveModulo(intDiv(sum - positiveModulo(sum, divisor), divisor), 2)
    > divisor)
  AS half_even_wide
