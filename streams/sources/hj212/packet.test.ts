import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFrame, encodeReply, flagOf } from './encode.ts';
import { isReject, parseFrame, TOLERATE_CRC, TOLERATE_LENGTH, type Packet } from './packet.ts';
import { encodeSegment } from './encode.ts';
import { crc16, crcText } from './crc16.ts';

const raw = (segment: string): Buffer =>
  Buffer.from(`##${String(segment.length).padStart(4, '0')}${segment}${crcText(crc16(Buffer.from(segment)))}\r\n`);
const open = (segment: string): Packet => {
  const packet = parseFrame(raw(segment));
  assert.ok(!isReject(packet), JSON.stringify(packet));
  return packet;
};
const reason = (segment: string): string => {
  const packet = parseFrame(raw(segment));
  return isReject(packet) ? packet.reason : 'opened';
};

test('Flag bits 7..2 tell the dialect, bit 1 the parts, bit 0 the wish for an answer (HJ 212-2017 6.3.2, 2025)', () => {
  for (const [flag, dialect, ack] of [
    ['0', '2005', false],
    ['3', '2005', true],
    ['4', '2017', false],
    ['5', '2017', true],
    ['7', '2017', true],
    ['8', '2025', false],
    ['9', '2025', true],
  ] as const) {
    const packet = open(`QN=1;ST=22;CN=2011;PW=1;MN=A;Flag=${flag};CP=&&&&`);
    assert.equal(packet.dialect, dialect, flag);
    assert.equal(packet.ack, ack, flag);
  }
  assert.equal(open('ST=22;CN=2011;PW=1;MN=A;CP=&&&&').dialect, '2005');
  assert.equal(open('ST=22;CN=2011;PW=1;MN=A;CP=&&&&').ack, false);
});

test('field names in any case and order, stray commas, PNUM without the Flag bit', () => {
  assert.equal(open('ST=32;CN=2011;PW=123456;,MN=88888881234567;FLAG=1;CP=&&&&').mn, '88888881234567');
  assert.equal(open('ST=32;CN=2011;PW=123456;,MN=88888881234567;FLAG=1;CP=&&&&').ack, true);
  assert.equal(open('st=32;cn=2051;qn=20190424002721168;pw=;mn=abc;cp=&&&&').device, 'ABC');
  assert.deepEqual(open('QN=1;ST=31;CN=2051;PW=1;MN=1;PNO=0002;PNUM=0002;CP=&&&&').part, { total: 2, number: 2 });
  assert.equal(open('QN=1;ST=31;CN=2051;PW=1;MN=1;Flag=7;PNUM=1;PNO=1;CP=&&&&').part, null, 'one of one stands alone');
  assert.equal(open('QN=1;ST=31;CN=2051;PW=1;MN=1;Flag=9;RF=1;CP=&&&&').again, true);
  // Widths of PNUM and PNO: 2017 pads to four digits and more, 2025 has one.
  for (const [flag, total, number] of [
    ['7', '0003', '0002'],
    ['7', '000000003', '00000002'],
    ['11', '3', '2'],
    ['11', '000003', '00002'],
  ] as const) {
    assert.deepEqual(open(`QN=1;ST=44;CN=2051;PW=1;MN=1;Flag=${flag};PNUM=${total};PNO=${number};CP=&&&&`).part, {
      total: 3,
      number: 2,
    });
  }
});

test('what cannot be opened says why', () => {
  assert.equal(reason('QN=1;ST=39;CN=2011;PW=1;USCC=9;IMEI=8&&'), 'bad_structure');
  assert.equal(reason('QN=1;ST=39;CN=2011;PW=1;MN=1;CP=&&'), 'bad_structure');
  assert.equal(reason('QN=1;ST=39;CN=2011;PW=1;MN=1;Flag=9;MN=2;CP=&&&&'), 'bad_structure');
  assert.equal(reason('QN=1;ST=39;CN=2011;PW=1;MN=1;Flag=9;Flag=5;CP=&&&&'), 'bad_structure');
  assert.equal(reason('QN=1;ST=39;CN=2011;PW=1;MN=;CP=&&&&'), 'missing_device');
  assert.equal(reason('QN=1;ST=39;CN=;PW=1;MN=1;CP=&&&&'), 'bad_command');
  assert.equal(reason('QN=1;ST=39;CN=2011;PW=1;MN=1;Flag=7;PNUM=2;PNO=3;CP=&&&&'), 'bad_split');
  assert.equal(reason('QN=1;ST=39;CN=2011;PW=1;MN=1;Flag=7;PNUM=1e9;PNO=1;CP=&&&&'), 'bad_split');
});

test('tolerance takes exactly the fault it names', () => {
  const good = encodeFrame({
    qn: '1',
    st: '22',
    cn: '2011',
    pw: '1',
    mn: 'A',
    flag: 5,
    cp: 'DataTime=20261122080000',
  }).toString();
  const badCrc = Buffer.from(good.replace(/[0-9A-F]{4}\r\n$/, '0000\r\n'));
  const badLength = Buffer.from(good.replace(/^##\d{4}/, '##0999'));
  for (const [bytes, bit] of [
    [badCrc, TOLERATE_CRC],
    [badLength, TOLERATE_LENGTH],
  ] as const) {
    assert.ok(isReject(parseFrame(bytes)));
    assert.ok(!isReject(parseFrame(bytes, bit)));
    assert.ok(isReject(parseFrame(bytes, bit === TOLERATE_CRC ? TOLERATE_LENGTH : TOLERATE_CRC)));
  }
});

test('replies: ST=91, the same QN, Flag 4 and 8; 2005 carries the QN inside CP', () => {
  const reply = (flag: string, cn: string, cp?: string): string =>
    encodeReply(open(`QN=20160801085857223;ST=22;CN=2011;PW=100000;MN=a;${flag}CP=&&&&`), cn, cp)
      .toString()
      .slice(6, -6);
  assert.equal(reply('Flag=5;', '9014'), 'QN=20160801085857223;ST=91;CN=9014;PW=100000;MN=a;Flag=4;CP=&&&&');
  assert.equal(reply('Flag=9;', '9014'), 'QN=20160801085857223;ST=91;CN=9014;PW=100000;MN=a;Flag=8;CP=&&&&');
  assert.equal(reply('Flag=1;', '9014'), 'ST=91;CN=9014;PW=100000;MN=a;Flag=0;CP=&&QN=20160801085857223&&');
  assert.equal(reply('', '9011', 'QnRtn=1'), 'ST=91;CN=9011;PW=100000;MN=a;Flag=0;CP=&&QN=20160801085857223;QnRtn=1&&');
});

test('encoding and opening are inverse', () => {
  const draft = {
    qn: '20261122080000000',
    st: '31',
    cn: '2051',
    pw: '123456',
    mn: 'ABC_1',
    flag: flagOf('2025', true, true),
    part: { total: 3, number: 2 },
    again: true,
    cp: 'a=b',
  };
  const packet = parseFrame(encodeFrame(draft));
  assert.ok(!isReject(packet));
  const { qn, st, cn, pw, mn, flag, part, again, cp } = packet;
  assert.deepEqual({ qn, st, cn, pw, mn, flag, part, again, cp }, draft);
  assert.throws(() => encodeFrame({ ...draft, cp: 'x'.repeat(10_000) }), RangeError);
  assert.ok(
    encodeSegment(draft).startsWith(
      'QN=20261122080000000;ST=31;CN=2051;PW=123456;MN=ABC_1;Flag=11;PNUM=3;PNO=2;RF=1;CP=&&',
    ),
  );
});
