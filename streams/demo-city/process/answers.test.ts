import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseSegment, isReject, encodeFrame, type Packet } from '../../sources/hj212/mod.ts';
import { DEMO_SEED, generatePack } from '../pack/generate.ts';
import { answerCommand, type LoggerContext } from './answers.ts';
import { demoKeys, LoggerKeys } from './keys.ts';

const pack = generatePack();
const keys = demoKeys(pack, DEMO_SEED);
const mn = [...keys.keys()][0]!;
const station = pack.stations.find(({ device }) => device.toUpperCase() === mn)!;
const NOW = Date.UTC(2026, 10, 22, 4, 30);
const done: string[] = [];
const context = (held: LoggerKeys): LoggerContext => ({
  now: () => NOW,
  keys: held,
  setClock: () => {
    done.push('clock');
  },
  setPeriod: (_station, seconds) => {
    done.push(`period ${seconds}`);
  },
  realtime: () => ({ st: '31', cn: '2011', mn }),
  means: (_station, cn, start) => [{ st: '31', cn, mn, cp: String(start) }],
});
const packet = (cn: string, cp = ''): Packet => {
  const frame = encodeFrame({ qn: '1', st: '31', cn, mn, pw: '1', flag: 9, cp });
  const parsed = parseSegment(frame, 6, frame.length - 6);
  assert.ok(!isReject(parsed));
  return parsed;
};

describe('loggers of the demo city', () => {
  it('do what a command says, or say why not', () => {
    const held = new LoggerKeys(keys, null);
    const answer = (cn: string, cp = '') => answerCommand(station, packet(cn, cp), context(held));
    assert.deepEqual(answer('1012', 'SystemTime=20261122123000'), { qnRtn: 1, exeRtn: 1 });
    assert.deepEqual(answer('1062', 'RtdInterval=120'), { qnRtn: 1, exeRtn: 1 });
    assert.deepEqual(done, ['clock', 'period 120']);
    assert.equal(answer('2011').data?.length, 1);
    assert.equal(answer('2051', 'BeginTime=20261122100000,EndTime=20261122110000').exeRtn, 100);
    assert.deepEqual(
      answer('2061', 'BeginTime=20261122100000,EndTime=20261122130000').data?.map(({ cp }) => Number(cp)),
      [Date.UTC(2026, 10, 22, 2), Date.UTC(2026, 10, 22, 3)],
      'the open hour is not held yet',
    );
    assert.equal(answer('2061', 'BeginTime=x').exeRtn, 3);
    assert.deepEqual(answer('3011'), { qnRtn: 8 });
  });

  it('take a new key, keep the one before, and remember both over a restart in a private file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'guanlan-city-keys-'));
    const held = new LoggerKeys(keys, directory);
    assert.deepEqual(answerCommand(station, packet('1014', 'NewKey=ABCDEFGHabcdefgh'), context(held)), {
      qnRtn: 1,
      exeRtn: 1,
    });
    assert.equal(answerCommand(station, packet('1014', 'NewKey=short'), context(held)).exeRtn, 2);
    for (const each of [held, new LoggerKeys(keys, directory)])
      assert.deepEqual(each.keysOf(mn).map(String), ['ABCDEFGHabcdefgh', String(keys.get(mn))]);
    assert.equal((await stat(join(directory, 'keys.json'))).mode & 0o777, 0o600);
    await rm(directory, { recursive: true });
  });

  it('encrypt in a part of the 2025 city, each with a key of its own', () => {
    assert.ok(keys.size > 20 && keys.size < 400, String(keys.size));
    assert.equal(new Set([...keys.values()].map(String)).size, keys.size);
  });
});
