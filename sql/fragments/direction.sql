-- Who asks: every mean of directions (factor.windDirection), because 350 and 10 degrees lie about north.
-- Reads: nothing. Unit vectors in integers, so that the order of the parts changes nothing; their mean direction to a
-- tenth of a degree, in millionths.
micro -> toInt64(round(sin(micro / 1e6 * pi() / 180) * 1e9)) AS direction_east,
micro -> toInt64(round(cos(micro / 1e6 * pi() / 180) * 1e9)) AS direction_north,
(east, north) -> toInt128(round(positiveModulo(degrees(atan2(east, north)), 360) * 10)) * 100000 AS direction_mean
