import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeFrame, isReject, openHj212, packetToReadings, parseFrame } from '../../sources/hj212/mod.ts';
import type { Station } from '../../contracts/pack.ts';
import { STATISTICS } from '../../contracts/reading.ts';
import { HOUR_MS } from '../field/civil.ts';
import { openField } from '../field/field.ts';
import { DEMO_SEED, generatePack } from '../pack/generate.ts';
import { meanPackets, realtimePacket, RequestNumbers } from './frames.ts';
import { profileOf } from './device-profile.ts';

const pack = generatePack();
const field = openField(pack, DEMO_SEED);
const NOON = Date.UTC(2026, 10, 22, 4);
const context = (station: Station) => ({
  station: station.id,
  st: station.st,
  units: station.units ?? {},
  timezone: 'Asia/Shanghai',
});
const arrival = { received: NOON + HOUR_MS, sequence: 1 };

describe('the frames of the city', () => {
  it("decode to the field's values for every station, whatever edition and unit it sends", () => {
    for (const station of pack.stations) {
      const shown = field.show(station, NOON);
      if (!shown) continue;
      const packet = parseFrame(
        encodeFrame(realtimePacket(station, profileOf(DEMO_SEED, station), shown, NOON, '20261122120000000')),
      );
      assert.ok(!isReject(packet), station.names.zh);
      const opened = packetToReadings(packet, context(station), arrival);
      assert.ok(!isReject(opened) && opened.problems.length === 0, `${station.names.zh} ${packet.cp}`);
      const rtd = opened.readings.filter(({ statistic }) => statistic === STATISTICS.rtd);
      assert.equal(rtd.length, shown.length, station.names.zh);
      shown.forEach(({ value, flag }, i) => {
        const reading = rtd[i] as (typeof rtd)[number];
        assert.ok(
          Math.abs(reading.value / 1e6 - value) <= 0.51 * (Math.abs(value) < 1 ? 0.1 : 1),
          `${station.names.zh} ${packet.cp}`,
        );
        assert.ok(reading.flag === flag || reading.flag === 'X', `${station.names.zh} ${reading.flag}`);
        assert.equal(reading.time, NOON);
      });
      const folded = shown.filter((each) => each.folded !== null).length;
      assert.equal(opened.readings.filter(({ statistic }) => statistic === STATISTICS.rtd_zs).length, folded);
    }
  });

  it(
    "keep hour packets within the standard's 950 characters of CP, in parts that open alone where a " + 'device splits',
    () => {
      const splitting = pack.stations.filter((station) => profileOf(DEMO_SEED, station).splits);
      assert.ok(splitting.length > 5);
      for (const station of [
        ...splitting,
        ...pack.stations.filter(({ kind, id }) => kind !== 'power' && id % 7 === 0),
      ]) {
        const means = field.mean(station, NOON, HOUR_MS, 4);
        if (!means) continue;
        const profile = profileOf(DEMO_SEED, station);
        const packets = meanPackets(station, profile, '2061', NOON, means, '20261122130000000');
        assert.equal(packets.length, profile.splits ? 2 : 1);
        let hours = 0;
        for (const draft of packets) {
          assert.ok((draft.cp ?? '').length <= 950, `${(draft.cp ?? '').length} ${station.names.zh}`);
          const frame = openHj212(encodeFrame(draft));
          assert.ok(!isReject(frame) && frame.kind === 'readings', station.names.zh);
          const opened = frame.readings(context(station), arrival);
          assert.ok(!isReject(opened) && opened.problems.length === 0, draft.cp ?? '');
          hours += opened.readings.filter(
            ({ statistic, time }) => statistic === STATISTICS.hour && time === NOON,
          ).length;
        }
        assert.equal(hours, station.factors.length);
      }
    },
  );

  it('mix the three editions about as in the field', () => {
    const share = (edition: string): number =>
      pack.stations.filter((station) => profileOf(DEMO_SEED, station).dialect === edition).length /
      pack.stations.length;
    assert.ok(share('2005') > 0.02 && share('2005') < 0.12 && share('2025') > 0.12 && share('2025') < 0.18);
    const old =
      pack.stations.filter((station) => station.kind !== 'power' && profileOf(DEMO_SEED, station).dialect === '2005')
        .length / pack.stations.filter(({ kind }) => kind !== 'power').length;
    assert.ok(Math.abs(old - 0.1) < 0.02, `${old}`);
  });

  it('never use a request number twice, also when the clock stands or goes back', () => {
    const numbers = new RequestNumbers();
    const made = [NOON, NOON, NOON - 5000, NOON + 1, NOON + 1].map((now) => numbers.next('A', now));
    assert.equal(new Set(made).size, made.length);
    assert.deepEqual(made, [...made].sort());
    for (const number of made) assert.match(number, /^\d{17}$/);
  });
});
