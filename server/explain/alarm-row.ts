import type { Explanation } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import type { AlarmLedger } from '../alarms/mod.ts';
import { ALARM_QUANTITIES, alarmAnswer } from './alarm-answer.ts';
import { alarmEventInput } from './alarm-event-input.ts';
import { explanationOf, paged } from './builder.ts';
import { citeLimit } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { noValue, unknownQuantity } from './explain-errors.ts';
import { windowWords } from './window-words.ts';
import { factorWords, joined, words } from './words.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
type Evidence = NonNullable<ReturnType<AlarmLedger['get']>>['latest'];
const evidenceText = ({ value, limit, multipleHundredths }: Evidence): string =>
  `(${formatMicro(value)} − ${formatMicro(limit)}) ÷ ${formatMicro(limit)} = ${(multipleHundredths / 100).toFixed(2)}`;

/** `alarm.*`: one alarm of the ledger, with the evidence its events carry. */
export async function explainAlarm(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const number = Number(address.id);
  const alarm = Number.isSafeInteger(number) ? context.alarms.get(number) : undefined;
  if (!alarm) throw noValue(`alarm ${address.id}`);
  const quantity = ALARM_QUANTITIES.find((known) => `alarm.${known}` === address.quantity);
  if (quantity === undefined) throw unknownQuantity(address);
  const { latest, worst, subject } = alarm;
  const station = context.registry.station(subject.station);
  const events = await context.alarms.events(number);
  return explanationOf(address, {
    subject: { kind: 'alarm', id: address.id, names: words(station?.names.zh ?? '', station?.names.en ?? '') },
    title: joined(words(`告警 ${number}`, `alarm ${number}`), station?.names ?? '', factorWords(subject.factor)),
    ...alarmAnswer(context, quantity, alarm, events),
    asOf: iso(latest.time),
    period: { from: iso(latest.since), until: iso(latest.time) },
    validity: {
      valid: 2,
      expected: 2,
      isSufficient: true,
      rule: words('连续两期有效数据超标才提出', 'raised after two valid periods in a row above the limit'),
      clause: '',
    },
    standards: [citeLimit(context.registry, latest.limitSource, null)],
    formula: {
      words: words(
        '值与证据随台账事件保存，此后读数改变不改事件',
        "value and evidence are kept with the ledger's events and stay whatever becomes of readings later",
      ),
      symbols: 'B = (C − L) / L',
    },
    steps: [
      {
        what: words('最近一次', 'latest'),
        text: `${evidenceText(latest)}, ${windowWords(latest.window).zh}, ${iso(latest.time)}`,
      },
      { what: words('最严重', 'worst'), text: `${evidenceText(worst)}, ${iso(worst.time)}` },
      ...(alarm.missed === null
        ? []
        : [{ what: words('错过的期限', 'deadline that passed'), text: iso(alarm.missed) }]),
      ...(alarm.due === null ? [] : [{ what: words('期限', 'deadline'), text: iso(alarm.due) }]),
    ],
    inputs: paged(
      words('台账事件，新的在前', 'events of the ledger, newest first'),
      [...events].reverse().map((event) => alarmEventInput(subject, event)),
      context.page,
    ),
  });
}
