import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factorById } from '../../contracts/factors.ts';
import { formatMicro, STATISTICS, type Reading } from '../../contracts/reading.ts';
import { encodeFrame } from './encode.ts';
import { openHj212 } from './open.ts';
import { isReject } from './packet.ts';
import type { Opened } from './readings.ts';
import type { StationContext } from './station-context.ts';
import type { Reject } from './reject-reasons.ts';

const RECEIVED = Date.UTC(2026, 10, 22, 0, 1);
const air: StationContext = { station: 3, st: '22', units: {}, timezone: 'Asia/Shanghai' };

function open(cn: string, cp: string, station: StationContext = air, received = RECEIVED): Opened | Reject {
  const opened = openHj212(encodeFrame({ qn: '1', st: station.st, cn, pw: '1', mn: 'A', flag: 5, cp }));
  assert.ok(!isReject(opened));
  return opened.readings(station, { received, sequence: 42 });
}
function taken(cn: string, cp: string, station?: StationContext): Opened {
  const result = open(cn, cp, station);
  assert.ok(!isReject(result), JSON.stringify(result));
  return result;
}
const short = ({ factor, statistic, value, flag }: Reading): string =>
  `${factorById(factor)!.code} ${statistic} ${formatMicro(value)} ${flag}`;

test('a real-time packet: civil time to UTC, canonical units, flags', () => {
  const { readings, problems } = taken(
    '2011',
    'DataTime=20261122080000;a34004-Rtd=35.50,a34004-Flag=N;a21005-Rtd=1.2,a21005-Flag=D;a01001-Rtd=-3.1',
  );
  assert.deepEqual(readings.map(short), ['a34004 1 35.5 N', 'a21005 1 1.2 D', 'a01001 1 -3.1 N']);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    { ...readings[0]! },
    {
      station: 3,
      factor: 1,
      statistic: 1,
      time: Date.UTC(2026, 10, 22),
      value: 35_500_000,
      flag: 'N',
      received: RECEIVED,
      sequence: 42,
    },
  );
});

test('each command code gives its own statistics (HJ 212-2017 Table 9)', () => {
  const cp =
    'DataTime=20261122070000;a34013-Avg=1,a34013-Min=2,a34013-Max=3,a34013-Cou=4,a34013-ZsAvg=5,' +
    'a34013-ZsMin=6,a34013-ZsMax=7,a34013-Flag=N';
  for (const [cn, base] of [
    ['2051', STATISTICS.minute],
    ['2061', STATISTICS.hour],
    ['2031', STATISTICS.day],
  ] as const) {
    const got = taken(cn, cp, { ...air, st: '31' }).readings.map((reading) => [
      reading.statistic - base,
      reading.value / 1e6,
    ]);
    assert.deepEqual(
      got,
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 5],
        [5, 6],
        [6, 7],
      ],
      cn,
    );
  }
  assert.deepEqual(
    taken('2011', 'DataTime=20261122070000;a34013-Rtd=1,a34013-ZsRtd=2', { ...air, st: '31' }).readings.map(
      ({ statistic }) => statistic,
    ),
    [STATISTICS.rtd, STATISTICS.rtd_zs],
  );
});

test('SO2 and CO of a stack are other quantities than the ambient ones of the same code', () => {
  const stack = { ...air, st: '31' };
  assert.deepEqual(
    taken('2011', 'DataTime=20261122080000;a21026-Rtd=106.4;02-Rtd=7;04-Rtd=9;a21002-Rtd=5', stack).readings.map(
      ({ factor }) => factor,
    ),
    [69, 69, 70, 67],
  );
  assert.deepEqual(
    taken('2011', 'DataTime=20261122080000;a21026-Rtd=6;a21005-Rtd=0.4').readings.map(({ factor }) => factor),
    [5, 6],
  );
});

test('units of the (device, factor) table are converted exactly', () => {
  const units = { a34004: 'mg/m3', a34002: 'ng/m³', a05024: 'ppb', a01006: 'hPa', a21005: 'ug/m3' };
  const { readings } = taken(
    '2011',
    'DataTime=20261122080000;a34004-Rtd=0.0355;a34002-Rtd=81000;a05024-Rtd=50;a01006-Rtd=1013.25;a21005-Rtd=1200',
    { ...air, units },
  );
  assert.deepEqual(
    readings.map(({ value }) => formatMicro(value)),
    ['35.5', '81', '98.159509', '101.325', '1.2'],
  );
  const stack = taken('2011', 'DataTime=20261122080000;02-Rtd=10;a21026-ZsRtd=20', {
    ...air,
    st: '31',
    units: { a21026: 'ppm' },
  });
  assert.deepEqual(
    stack.readings.map(({ value }) => formatMicro(value)),
    ['28.598214', '57.196429'],
    'by its HJ 212 code also under a 2005 alias',
  );
});

test('an implausible magnitude is flagged X and kept; a doubt of the device stands', () => {
  const { readings } = taken(
    '2011',
    'DataTime=20261122080000;a34004-Rtd=12000,a34004-Flag=N;a34002-Rtd=16000,a34002-Flag=D;' +
      'a01002-Rtd=101,a01002-Flag=T',
  );
  assert.deepEqual(readings.map(short), ['a34004 1 12000 X', 'a34002 1 16000 D', 'a01002 1 101 X']);
});

test('flags: absent is N, one for the whole packet, of another item of the same code, vendor only, unreadable', () => {
  const flags = (cp: string): string[] =>
    taken('2011', `DataTime=20261122080000;${cp}`, { ...air, st: '31' }).readings.map(({ flag }) => flag);
  assert.deepEqual(flags('a34013-Rtd=1'), ['N']);
  assert.deepEqual(flags('a34013-Rtd=92;Flag=C'), ['C']);
  assert.deepEqual(flags('01-ZsRtd=0.00;S08-Rtd=0,S08-Flag=N;01-Rtd=0,01-Flag=D'), ['D', 'D', 'N']);
  assert.deepEqual(flags('a34013-Rtd=1,a34013-EFlag=A01'), ['E']);
  assert.deepEqual(flags('a34013-Rtd=1,a34013-Flag=N,a34013-EFlag=A01'), ['N']);
  assert.deepEqual(flags('a34013-Rtd=1,a34013-Flag=n'), ['N']);
  assert.deepEqual(flags('a34013-Rtd=1,a34013-Flag=??'), ['U']);
});

test('one bad item is a problem beside the readings', () => {
  const { readings, problems } = taken(
    '2011',
    'DataTime=20261122080000;a34004-Rtd=abc;a34002-Rtd=;zz9-Rtd=1;a21004-Xyz=1;a05024-Rtd=61,a05024-Rtd=62;SB1-RS=1',
  );
  assert.deepEqual(readings.map(short), ['a05024 1 62 N']);
  assert.deepEqual(
    problems.map(({ reason, item }) => `${reason} ${item}`),
    [
      'bad_value a34004-rtd',
      'bad_value a34002-rtd',
      'unknown_factor zz9',
      'unknown_statistic a21004-xyz',
      'duplicate_item a05024-rtd',
    ],
  );
});

test('times: none, no time, older than 400 days, more than 5 minutes ahead', () => {
  const reason = (time: string): string => {
    const result = open('2011', `${time};a34004-Rtd=1`);
    return isReject(result) ? result.reason : 'taken';
  };
  assert.equal(reason('a=1'), 'missing_time');
  assert.equal(reason('DataTime=2024112320423050'), 'bad_time');
  assert.equal(reason('DataTime=20261332080000'), 'bad_time');
  assert.equal(reason('DataTime=20261122080600'), 'taken');
  assert.equal(reason('DataTime=20261122080601'), 'time_out_of_range');
  assert.equal(reason('DataTime=20251018080100'), 'taken');
  assert.equal(reason('DataTime=20251018080059'), 'time_out_of_range');
  assert.equal(reason('DataTime=20261122080000000'), 'taken', 'with milliseconds');
});

test('several DataTimes in one packet are several times', () => {
  const { readings } = taken('2061', 'DataTime=20261122060000;a34004-Avg=1;DataTime=20261122070000;a34004-Avg=2');
  assert.deepEqual(
    readings.map(({ time, value }) => [new Date(time).getUTCHours(), value / 1e6]),
    [
      [22, 1],
      [23, 2],
    ],
  );
});
