import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMicro } from '../../streams/contracts/reading.ts';
import { DAILY_INDICATORS_2012, indexOf2012, REAL_TIME_INDICATORS_2012 } from './mod.ts';

const [PM25, PM10, O3, SO2] = [1, 2, 3, 5];
const of = (values: Record<string, string>) => (factor: number, averaging: string) => {
  const text = values[`${factor} ${averaging}`];
  return text === undefined ? null : parseMicro(text)!;
};

test('HJ 633-2012 reports: nine indicators in real time, seven by day', () => {
  assert.deepEqual([REAL_TIME_INDICATORS_2012.length, DAILY_INDICATORS_2012.length], [9, 7]);
});
test('HJ 633-2012 real time: PM by its running 24 h, its hour without an index', () => {
  const index = indexOf2012(REAL_TIME_INDICATORS_2012, of({ '1 hour': '300', '1 day': '75', '2 day': '150' }));
  assert.deepEqual([index.aqi, index.primary, index.exceeding], [100, [PM25, PM10], []]);
});
test('HJ 633-2012 表1 note: SO2 1 h above 800 takes the 24-h index', () => {
  assert.equal(indexOf2012(REAL_TIME_INDICATORS_2012, of({ '5 hour': '800', '5 day': '476' })).aqi, 200);
  const index = indexOf2012(REAL_TIME_INDICATORS_2012, of({ '5 hour': '801', '5 day': '475' }));
  assert.deepEqual([index.aqi, index.primary, index.exceeding], [150, [SO2], [SO2]]);
  assert.equal(indexOf2012(REAL_TIME_INDICATORS_2012, of({ '5 hour': '801' })).aqi, null);
});
test('HJ 633-2012 表1 note: O3 8 h above 800 takes the 1-h index', () => {
  assert.equal(indexOf2012(REAL_TIME_INDICATORS_2012, of({ '3 eightHours': '800' })).aqi, 300);
  const index = indexOf2012(REAL_TIME_INDICATORS_2012, of({ '3 eightHours': '801', '3 hour': '1000' }));
  assert.deepEqual([index.aqi, index.primary], [400, [O3]]);
});
test('HJ 633-2012 daily: O3 by its largest hour and its largest 8-h mean', () => {
  assert.equal(indexOf2012(DAILY_INDICATORS_2012, of({ '3 hour': '201', '3 eightHours': '160' })).aqi, 101);
  assert.equal(indexOf2012(DAILY_INDICATORS_2012, of({ '3 hour': '200', '3 eightHours': '161' })).aqi, 101);
  assert.equal(indexOf2012(DAILY_INDICATORS_2012, of({ '1 hour': '500', '1 day': '36' })).aqi, 52);
});
