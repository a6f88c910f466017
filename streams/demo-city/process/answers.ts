import { parseCivilTime } from '../../contracts/civil-time.ts';
import { parseParameters, type CommandAnswer, type Packet, type PacketDraft } from '../../sources/hj212/mod.ts';
import type { Station } from '../../contracts/pack.ts';
import { DAY_MS, dayStart, civilDay, HOUR_MS, hourStart } from '../field/civil.ts';
import type { LoggerKeys } from './keys.ts';

const ZONE = 'Asia/Shanghai';
/** Packets that a logger sends for one call. */
const MOST_PERIODS = 100;
const REFUSED: CommandAnswer = Object.freeze({ qnRtn: 8 });
const DONE: CommandAnswer = Object.freeze({ qnRtn: 1, exeRtn: 1 });
const NO_DATA: CommandAnswer = Object.freeze({ qnRtn: 1, exeRtn: 100 });
/** Condition error: it keeps no minute data. */
const WRONG_CONDITION: CommandAnswer = Object.freeze({ qnRtn: 1, exeRtn: 3 });

/** What a logger can be told and asked. */
export interface LoggerContext {
  readonly now: () => number;
  readonly keys: LoggerKeys;
  readonly setClock: (station: Station) => void;
  readonly setPeriod: (station: Station, seconds: number) => void;
  /** What its analysers show now; `null`: nothing. */
  readonly realtime: (station: Station) => PacketDraft | null;
  /** The packets of a past hour or day; empty where it measured nothing. */
  readonly means: (station: Station, cn: '2061' | '2031', start: number) => readonly PacketDraft[];
}

/** How a logger of the demo city answers a command: it does what it says. */
export function answerCommand(station: Station, packet: Packet, context: LoggerContext): CommandAnswer {
  const { names } = parseParameters(packet.cp);
  const civil = (name: string): number | null => parseCivilTime(names.get(name) ?? '', ZONE);
  switch (packet.cn) {
    case '1012':
      context.setClock(station);
      return DONE;
    case '1062':
      context.setPeriod(station, Number(names.get('RTDINTERVAL')));
      return DONE;
    case '1064':
      return WRONG_CONDITION;
    case '1014': {
      const text = names.get('NEWKEY') ?? '';
      const key = Buffer.from(text, text.length === 32 ? 'hex' : 'latin1');
      return key.length === 16 && context.keys.take(packet.mn, key) ? DONE : { qnRtn: 1, exeRtn: 2 };
    }
    case '2011': {
      const data = context.realtime(station);
      return data === null ? NO_DATA : { ...DONE, data: [data] };
    }
    case '2051':
      return NO_DATA;
    case '2061':
    case '2031': {
      const [from, to] = [civil('BEGINTIME'), civil('ENDTIME')];
      if (from === null || to === null) return WRONG_CONDITION;
      const isHour = packet.cn === '2061';
      const length = isHour ? HOUR_MS : DAY_MS;
      const data: PacketDraft[] = [];
      let periods = 0;
      for (
        let start = isHour ? hourStart(from) : dayStart(civilDay(from));
        start < to && start + length <= context.now() && periods < MOST_PERIODS;
        start += length, periods += 1
      ) {
        if (start >= from) data.push(...context.means(station, packet.cn, start));
      }
      return data.length === 0 ? NO_DATA : { ...DONE, data };
    }
    default:
      return REFUSED;
  }
}
