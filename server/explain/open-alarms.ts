import type { ExplainedInput, Explanation, Words } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { type AlarmLedger, deadlineOf } from '../alarms/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { addressText, checked, explanationOf, input, paged, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { unitOf } from './factor-text.ts';
import { factorWords, joined, words } from './words.ts';

/** Step of the diagram of open alarms, ms. */
const TEN_MINUTES = 600_000;
type Alarm = NonNullable<ReturnType<AlarmLedger['get']>>;
interface OpenGroup {
  readonly title: Words;
  readonly has: (alarm: Alarm, now: number) => boolean;
}
const OPEN_GROUPS: Readonly<Record<string, OpenGroup>> = {
  all: { title: words('未结告警', 'open alarms'), has: () => true },
  raised: { title: words('待确认', 'to confirm'), has: ({ state }) => state === 'raised' },
  working: { title: words('处置中', 'in hand'), has: ({ state }) => state === 'confirmed' },
  late: { title: words('逾期', 'overdue'), has: (alarm, now) => (deadlineOf(alarm) ?? now) < now },
  newest: {
    title: words('本 10 分钟提出的未结告警', 'open alarms raised in the present ten minutes'),
    has: ({ raised }, now) => raised >= Math.floor(now / TEN_MINUTES) * TEN_MINUTES,
  },
};

/** `ledger:open` `open.all|raised|working|late|newest`: open alarms by their state. */
export function explainOpenAlarms(context: ExplainContext, address: NumberAddress, what: string): Explanation {
  const group = OPEN_GROUPS[what];
  if (!group) throw unknownQuantity(address);
  const { alarms, now, registry, page } = context;
  const open = [...alarms.open().values()].filter((alarm) => group.has(alarm, now));
  return explanationOf(address, {
    subject: { kind: 'ledger', id: 'open', names: words('未结告警', 'open alarms') },
    title: group.title,
    value: shownWhole(open.length),
    asOf: new Date(now).toISOString(),
    formula: {
      words: words('台账中未结告警按状态计数', 'open alarms of the ledger by their state'),
      symbols: 'n = #{state}',
    },
    check: checked(null, open.length, words('屏幕从告警表计数', 'screens count their table of alarms')),
    inputs: paged(
      words('告警', 'alarms'),
      open.map((alarm) => openInput(registry, alarm)),
      page,
    ),
  });
}

const openInput = (registry: Registry, { alarm, subject, raised, latest, priority }: Alarm): ExplainedInput =>
  input({
    label: joined(`${alarm}`, registry.station(subject.station)?.names ?? '', factorWords(subject.factor)),
    time: new Date(raised).toISOString(),
    value: formatMicro(latest.value),
    unit: unitOf(subject.factor),
    detail: `P${priority}`,
    address: addressText('alarm', alarm, 'alarm.multiple'),
  });
