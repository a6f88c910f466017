-- Who asks: every mean of sound levels (factor.noise), because a mean of decibels means nothing.
-- Reads: nothing. Energy of a level in thousandths of 10^(L/10), capped at 130 dB: 3,600 of them fit 64 bits, and no
-- monitor in the open hears more. A level of `samples` energies, rounded to `step` millionths of a decibel.
micro -> toInt64(round(exp10(least(micro, 130000000) / 1e7) * 1e3)) AS sound_energy,
(energy, samples, step) -> toInt128(round(10 * log10(greatest(energy, 1) / 1e3 / samples) * (1000000 / step)))
  * step AS sound_level
