-- Who asks: hours, days, windows: whether enough of a period is there (GB 3095-2026 Table 4, HJ 212-2017 D (24)).
-- Reads: nothing. An hour from three quarters of its parts (45 of 60 minutes), a day from 20 of its 24 hours, or the
-- same share of what a slower instrument sends; rolling 8 hours from 6.
(part, whole) -> part * 4 >= 3 * whole AS three_quarters,
(hours, expected) -> hours * 24 >= expected * 20 AS twenty_of_24,
hours -> hours >= 6 AS six_of_8
