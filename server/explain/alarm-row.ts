import { factorById } from '../../streams/contracts/factors.ts';
import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import { type ColumnName, type NumberAddress, toLiveTime } from '../../streams/live/mod.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import { deadlineOf } from '../alarms/mod.ts';
import { exceedanceHundredths } from '../standards/mod.ts';
import { citeLimit } from './citations.ts';
import { addressText, checked, explanationOf, input, paged, shownWhole } from './builder.ts';
import { nothing, shownCell, unknownQuantity, type ExplainContext } from './explain-context.ts';
import { factorWords, joined, WINDOWS, words } from './words.ts';

/** Step of the desk's diagram of open alarms. */
const TEN_MINUTES = 600_000;
const timesText = (hundredths: number): string => (hundredths / 100).toFixed(2);
const iso = (ms: number): string => new Date(ms).toISOString();
const STEPS: Readonly<Record<string, Words>> = {
  raised: words('提出', 'raised'),
  confirmed: words('确认', 'confirmed'),
  rejected: words('误报', 'rejected'),
  worsened: words('加重', 'worsened'),
  cleared: words('回落', 'cleared'),
  recurred: words('复超', 'recurred'),
  escalated: words('逾期升级', 'escalated'),
  closed: words('办结', 'closed'),
};

/** `alarm.*`: one alarm of the ledger, with the evidence its events carry. */
export async function explainAlarm(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const number = Number(address.id);
  const alarm = Number.isSafeInteger(number) ? scene.alarms.get(number) : undefined;
  if (!alarm) throw nothing(`alarm ${address.id}`);
  const quantity = address.quantity.slice('alarm.'.length);
  const { latest, worst, subject } = alarm;
  const station = scene.registry.station(subject.station);
  const unit = factorById(subject.factor)?.unit ?? '';
  const events = await scene.alarms.events(number);
  const shown = (column: ColumnName<'alarms'>): number | null => shownCell(scene, 'alarms', number, column);
  const deadline = deadlineOf(alarm);
  const evidence = (e: typeof latest): string =>
    `(${formatMicro(e.value)} − ${formatMicro(e.limit)}) ÷ ${formatMicro(e.limit)} = ${timesText(e.multipleHundredths)}`;
  const answers: Readonly<Record<string, { value: Explanation['value']; check: Explanation['check'] }>> = {
    multiple: {
      value: { number: latest.multipleHundredths / 100, text: timesText(latest.multipleHundredths), unit: '×' },
      check: checked(latest.multipleHundredths, exceedanceHundredths(latest.value, latest.limit)),
    },
    value: {
      value: { number: latest.value / 1e6, text: formatMicro(latest.value), unit },
      check: checked(shown('value'), Math.round(latest.value / 1000)),
    },
    limit: {
      value: { number: latest.limit / 1e6, text: formatMicro(latest.limit), unit },
      check: checked(shown('limit'), Math.round(latest.limit / 1000)),
    },
    due: {
      value: { number: null, text: deadline === null ? 'NA' : iso(deadline), unit: '' },
      check: checked(shown('due'), deadline === null ? null : toLiveTime(deadline)),
    },
    raised: {
      value: { number: null, text: iso(alarm.raised), unit: '' },
      check: checked(
        null,
        events.find(({ step }) => step === 'raised')?.at === alarm.raised ? iso(alarm.raised) : null,
      ),
    },
    priority: {
      value: shownWhole(alarm.priority),
      check: checked(
        shown('priority'),
        [...events].reverse().find(({ priority }) => priority !== undefined)?.priority ?? null,
      ),
    },
  };
  const answer = answers[quantity];
  if (!answer) throw unknownQuantity(address);
  return explanationOf(address, {
    subject: { kind: 'alarm', id: address.id, names: words(station?.names.zh ?? '', station?.names.en ?? '') },
    title: joined(words(`告警 ${number}`, `alarm ${number}`), station?.names ?? '', factorWords(subject.factor)),
    ...answer,
    asOf: iso(latest.time),
    period: { from: iso(latest.since), until: iso(latest.time) },
    validity: {
      valid: 2,
      expected: 2,
      isSufficient: true,
      rule: words('连续两期有效数据超标才提出', 'raised after two valid periods in a row above the limit'),
      clause: '',
    },
    standards: [citeLimit(scene.registry, latest.limitSource, null)],
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
        text: `${evidence(latest)}, ${WINDOWS[latest.window]?.zh ?? ''}, ${iso(latest.time)}`,
      },
      { what: words('最严重', 'worst'), text: `${evidence(worst)}, ${iso(worst.time)}` },
      ...(alarm.missed === null
        ? []
        : [{ what: words('错过的期限', 'deadline that passed'), text: iso(alarm.missed) }]),
      ...(alarm.due === null ? [] : [{ what: words('期限', 'deadline'), text: iso(alarm.due) }]),
    ],
    inputs: paged(
      words('台账事件，新的在前', 'events of the ledger, newest first'),
      [...events]
        .reverse()
        .map((event) =>
          input({
            label: STEPS[event.step] ?? words(event.step, event.step),
            time: iso(event.at),
            value: event.evidence ? formatMicro(event.evidence.value) : null,
            unit: event.evidence ? unit : '',
            detail:
              [
                event.actor.kind === 'person' ? event.actor.name : '',
                event.note ?? '',
                event.priority ? `P${event.priority}` : '',
              ]
                .filter(Boolean)
                .join(' · ') || null,
            address: event.evidence
              ? addressText(
                  'series',
                  `${subject.station}.${factorById(subject.factor)?.code ?? subject.factor}`,
                  'exceedance.multiple',
                )
              : null,
          }),
        ),
      scene.page,
    ),
  });
}

/** `ledger:today` `today.1..4`, and `ledger:open` `open.all|raised|working|late|newest`: counts of the ledger. */
export function explainLedger(scene: ExplainContext, address: NumberAddress): Explanation {
  const open = [...scene.alarms.open().values()];
  const [, what = ''] = address.quantity.split('.');
  if (address.id === 'today' && /^[1-4]$/.test(what)) {
    const day = scene.alarms.dayCount(scene.now);
    const step = Number(what);
    const counts: readonly (number | null)[] = [null, null, day.raised, day.confirmed, day.closed];
    const shown = shownCell(scene, 'funnel', step, 'count');
    return explanationOf(address, {
      subject: { kind: 'ledger', id: 'today', names: words('今日闭环', 'today') },
      title: FUNNEL[step]!,
      value: shownWhole(counts[step] ?? shown),
      asOf: iso(scene.now),
      formula: { words: FUNNEL_RULES[step]!, symbols: 'n = #{events today}' },
      check: checked(
        shown,
        counts[step] ?? null,
        step === 1
          ? words(
              '信号由规则进程计数，此处不复算',
              "signals are counted by the rules' process and not computed again here",
            )
          : null,
      ),
    });
  }
  const now = scene.now;
  const groups: Readonly<Record<string, { readonly title: Words; readonly of: typeof open }>> = {
    all: { title: words('未结告警', 'open alarms'), of: open },
    raised: { title: words('待确认', 'to confirm'), of: open.filter(({ state }) => state === 'raised') },
    working: { title: words('处置中', 'in hand'), of: open.filter(({ state }) => state === 'confirmed') },
    late: { title: words('逾期', 'overdue'), of: open.filter((alarm) => (deadlineOf(alarm) ?? now) < now) },
    newest: {
      title: words('本 10 分钟提出的未结告警', 'open alarms raised in the present ten minutes'),
      of: open.filter(({ raised }) => raised >= Math.floor(now / TEN_MINUTES) * TEN_MINUTES),
    },
  };
  const group = address.id === 'open' ? groups[what] : undefined;
  if (!group) throw unknownQuantity(address);
  return explanationOf(address, {
    subject: { kind: 'ledger', id: 'open', names: words('未结告警', 'open alarms') },
    title: group.title,
    value: shownWhole(group.of.length),
    asOf: iso(now),
    formula: {
      words: words('台账中未结告警按状态计数', 'open alarms of the ledger by their state'),
      symbols: 'n = #{state}',
    },
    check: checked(null, group.of.length, words('屏幕从告警表计数', 'screens count their table of alarms')),
    inputs: paged(
      words('告警', 'alarms'),
      group.of.map((alarm) =>
        input({
          label: joined(
            `${alarm.alarm}`,
            scene.registry.station(alarm.subject.station)?.names ?? '',
            factorWords(alarm.subject.factor),
          ),
          time: iso(alarm.raised),
          value: formatMicro(alarm.latest.value),
          unit: factorById(alarm.subject.factor)?.unit ?? '',
          detail: `P${alarm.priority}`,
          address: addressText('alarm', alarm.alarm, 'alarm.multiple'),
        }),
      ),
      scene.page,
    ),
  });
}
const FUNNEL: readonly (Words | undefined)[] = [
  undefined,
  words('今日信号', 'signals today'),
  words('今日研判', 'judged today'),
  words('今日告知', 'told today'),
  words('今日核实', 'upheld today'),
];
const FUNNEL_RULES: readonly (Words | undefined)[] = [
  undefined,
  words('当日出现过的超标序列数', 'series that exceeded today'),
  words('当日提出的告警', 'alarms raised today'),
  words('当日由值守确认的告警', 'alarms confirmed by the seat today'),
  words('当日确认后办结的告警', 'alarms closed today after being confirmed'),
];
