import { factorById } from '../../streams/contracts/factors.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { ExplainedInput } from '../../streams/contracts/explanation.ts';
import { iso, input } from './builder.ts';
import type { Part } from './mean.ts';
import { flagWords, words } from './words.ts';

const letter = (flag: number): string => String.fromCharCode(flag);

/** The parts of a mean as inputs, newest first: valid version, flag, frame, and what was said of the same time before. */
export const partInputs = (factor: number, parts: readonly Part[]): ExplainedInput[] =>
  [...parts]
    .reverse()
    .map(({ time, valid, earlier, counts, cause }) =>
      input({
        label: words(flagWords(letter(valid.flag)).zh, flagWords(letter(valid.flag)).en),
        time: iso(time),
        value: formatMicro(valid.micro),
        unit: factorById(factor)?.unit ?? '',
        flag: letter(valid.flag),
        used: counts,
        reason: counts ? null : (cause ?? flagWords(letter(valid.flag))),
        frame: String(valid.ordinal),
        earlier: earlier.map((said) => ({
          value: formatMicro(said.micro),
          flag: letter(said.flag),
          frame: String(said.ordinal),
        })),
      }),
    );

/** Ordinals of the frames behind a page of inputs, earlier versions too. */
export const ordinalsOf = (rows: readonly ExplainedInput[]): number[] =>
  rows.flatMap(({ frame, earlier }) => [
    ...(frame === null ? [] : [Number(frame)]),
    ...earlier.map((one) => Number(one.frame)),
  ]);

export const usedMicros = (parts: readonly Part[]): number[] =>
  parts.filter(({ counts }) => counts).map(({ valid }) => valid.micro);
