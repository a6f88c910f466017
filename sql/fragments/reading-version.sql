-- Who asks: every question that reads raw readings (docs/notes/020): which of several values said of one time is the
-- valid one.
-- Reads: nothing. What is said of one time is one number: the ordinal of its first frame above, value (+ 2^55, above
-- any |micro|) and flag below it. The largest is the valid version: the value first said last; of one frame that
-- contradicts itself the larger value, then the larger flag. `first` has to be the smallest ordinal of the identity:
-- FINAL, or min(first) by value and flag.
(first, value, flag) -> bitOr(
  bitShiftLeft(toUInt128(first), 64),
  toUInt128(bitOr(bitShiftLeft(toUInt64(reinterpretAsInt64(value) + 36028797018963968), 8), flag))) AS reading_version,
version -> toInt64(bitShiftRight(toUInt64(version), 8)) - 36028797018963968 AS version_micro,
version -> toUInt8(bitAnd(toUInt64(version), 255)) AS version_flag
