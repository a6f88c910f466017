import assert from 'node:assert/strict';
import { test } from 'node:test';
import pino from 'pino';
import { until } from '../../../test/harness/mod.ts';
import { FRAME_HEADERS } from '../../contracts/subjects.ts';
import { encodeFrame } from './encode.ts';
import { device, draft, qn, gatewayBench } from '../../../test/fixtures/hj212/gateway-bench.ts';
import { DeviceLink } from './link.ts';

const { trial, stored, message, firstSequence } = gatewayBench();

test('requests reach the connected device in its dialect, and its answers are heard', async () => {
  const answers: string[] = [];
  await trial(
    {
      onHeard: ({ cn, device: mn, cp }) => {
        answers.push(`${mn} ${cn} ${cn === '2011' ? '' : cp}`);
      },
    },
    async ({ gateway }) => {
      const heard: string[] = [];
      const link = new DeviceLink({
        host: '127.0.0.1',
        port: gateway.port,
        onCommand: ({ cn, cp, flag, again }) => {
          heard.push(`${cn} ${cp} ${flag} ${again}`);
          return cn === '3011' ? { qnRtn: 8 } : { qnRtn: 1, exeRtn: 1, data: [draft('c1', 9)] };
        },
      });
      link.offer(draft('c1', 9));
      await link.drained();
      assert.equal(gateway.holds('C1'), true);
      const qns = [gateway.nextRequestNumber(), gateway.nextRequestNumber()];
      assert.equal(new Set(qns).size, 2);
      assert.ok(gateway.request('C1', { qn: qns[0]!, cn: '1062', cp: 'RtdInterval=30', again: false }));
      await until('done', () => answers.at(-1) === 'C1 9012 ExeRtn=1');
      assert.deepEqual(answers, ['C1 2011 ', 'C1 9011 QnRtn=1', 'C1 2011 ', 'C1 9012 ExeRtn=1']);
      assert.ok(gateway.request('C1', { qn: qns[1]!, cn: '3011', cp: '', again: true }));
      await until('refused', () => answers.at(-1) === 'C1 9011 QnRtn=8');
      assert.deepEqual(heard, ['1062 RtdInterval=30 9 false', '3011  9 true']);
      assert.equal(gateway.request('NOBODY', { qn: '1', cn: '1012', cp: '', again: false }), false);
      await link.drained();
      await link.close();
      await until('its end is noticed', () => !gateway.holds('C1'));
    },
  );
});

test('heartbeat 9015 is acknowledged and not stored; 1013 is answered with 9013 and a 1012', () =>
  trial({}, async ({ gateway }) => {
    const { socket, packets } = await device(gateway.port);
    socket.write(encodeFrame({ qn: qn(), st: '91', cn: '9015', pw: '123456', mn: 'H1', flag: 9, cp: '' }));
    socket.write(encodeFrame({ qn: qn(), st: '22', cn: '1013', pw: '123456', mn: 'H1', flag: 5, cp: 'PolId=a34004' }));
    await until('answered', () => packets.length === 3);
    assert.deepEqual(
      packets.map(({ cn }) => cn),
      ['9014', '9013', '1012'],
    );
    assert.match(packets[2]!.cp, /^SystemTime=\d{14}$/);
    assert.equal(await stored(), 0);
    socket.destroy();
  }));

const lines: string[] = [];
test('a tolerated device may send a wrong CRC; another may not; each frame taken so is logged', () =>
  trial(
    {
      toleranceOf: (mn) => (mn === 'TOL' ? 1 : 0),
      log: pino(
        { level: 'warn' },
        {
          write: (line: string) => {
            lines.push(line);
          },
        },
      ),
    },
    async ({ gateway, count }) => {
      const { socket, packets } = await device(gateway.port);
      const broken = (mn: string): Buffer =>
        Buffer.from(
          encodeFrame(draft(mn))
            .toString()
            .replace(/[0-9A-F]{4}\r\n$/, '0000\r\n'),
        );
      socket.write(Buffer.concat([broken('TOL'), broken('STRICT'), encodeFrame(draft('STRICT'))]));
      await until('two answers', () => packets.length === 2);
      assert.deepEqual(
        packets.map((packet) => packet.device),
        ['TOL', 'STRICT'],
      );
      assert.equal(await count('tolerated_total', { reason: 'bad_crc' }), 1);
      assert.equal((await message(await firstSequence())).header.get(FRAME_HEADERS.tolerated), 'bad_crc');
      const told = lines
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((line) => line['reason'] === 'bad_crc');
      assert.deepEqual(
        told.map((line) => line['device']),
        ['TOL'],
      );
      socket.destroy();
    },
  ));

test('a link beats, and its heartbeats are answered', () =>
  trial({}, async ({ gateway }) => {
    const link = new DeviceLink({
      host: '127.0.0.1',
      port: gateway.port,
      heartbeat: { mn: 'HB1', pw: '123456', everyMs: 30 },
    });
    await until('answered', () => link.counts.beats >= 3);
    assert.equal(await stored(), 0);
    await link.close();
  }));
