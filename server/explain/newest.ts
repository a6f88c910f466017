import type { Explanation } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { partsOf } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { checked, explanationOf, iso, microText, paged, shownDecimals, shownMicro } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue } from './explain-errors.ts';
import { unitOf } from './factor-text.ts';
import { ordinalsOf, partInputs } from './part-inputs.ts';
import { shownTick } from './shown-tick.ts';
import { stationSubject } from './subjects.ts';
import { factorWords, joined, words } from './words.ts';

/** A sample older than this, or than two periods of its station, is not shown as now; seconds. */
const LONGEST_AGE = 3600;

/** `newest.<code>` of a station: the newest sample within the hour, whatever its flag. */
export async function explainNewest(
  context: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('the newest sample is of now; ask for an hour of the past');
  const now = Math.floor(context.now / 1000);
  const reach = Math.max(LONGEST_AGE, 2 * station.period);
  const parts = partsOf(
    await context.ask.readings({ station: station.id, factor, statistic: station.basis }, now - reach, now + 300),
  );
  const newest = parts.at(-1);
  if (!newest)
    throw noValue(`station ${station.id} has reported nothing of this factor within ${Math.round(reach / 60)} min`);
  const unit = unitOf(factor);
  const inputs = paged(
    words('最近的读数', 'the latest readings'),
    partInputs(factor, parts).map((row, i) => ({
      ...row,
      used: i === 0,
      reason: i === 0 ? null : words('较早', 'earlier'),
    })),
    context.page,
  );
  const { tick } = await shownTick(context, 'rolling', 'stations').catch(() => ({ tick: 0 }));
  const [stored] =
    tick === 0 ? [] : (await context.ask.rolling(tick, [station.id], [factor])).filter(({ folded }) => folded === 0);
  const at = stored ? parts.find(({ time }) => time === stored.lastAt) : undefined;
  return explanationOf(address, {
    subject: stationSubject(station),
    title: joined(station.names, factorWords(factor), words('最新一条', 'newest sample')),
    value: shownMicro(newest.valid.micro, shownDecimals(factor), unit),
    asOf: iso(newest.time),
    isProvisional: true,
    validity: {
      valid: newest.counts ? 1 : 0,
      expected: 1,
      isSufficient: newest.counts,
      rule: words('标记为 N 或 T', 'flag N or T'),
      clause: 'HJ 212-2017 表8',
    },
    formula: {
      words: words('站点最新一条读数的有效版本', "valid version of the station's newest reading"),
      symbols: 'C = C(tmax)',
    },
    check: checked(
      stored ? microText(stored.last) : null,
      at ? formatMicro(at.valid.micro) : null,
      stored && stored.lastAt !== newest.time ? words('此后又有新读数', 'a newer reading came since') : null,
    ),
    inputs: { ...inputs, left: [] },
    frames: context.isInternal ? await context.frames.frames(ordinalsOf(inputs.rows)) : [],
    notice: words('实时数据未经审核', 'real-time data are unaudited'),
  });
}
