import assert from 'node:assert/strict';
import test from 'node:test';
import { hourStart, mountPanel, NORTH, SOUTH } from '../../test/fixtures/screen/panel/mod.ts';

const north = { key: NORTH, hour: hourStart(15), aqi: 118, level: 3 };

test('a chip of its AQI in the colour of its level on each district, and of when', async () => {
  const panel = await mountPanel('public-districts', {
    rows: { regions: [north, { key: SOUTH, hour: hourStart(15), aqi: 42, level: 1 }] },
  });
  assert.equal(panel.textOf('.note').join(), 'Districts · AQI 15:00');
  assert.deepEqual(panel.textOf('.value'), ['118', '42']);
  assert.deepEqual(panel.textOf('.name'), ['北山区', '南河县']);
  assert.deepEqual(
    panel.all('.chip').map((chip) => chip.getAttribute('fill')),
    ['#ff7e00', '#00e400'],
  );
});

test('a district without a valid hour is hatched and NA, never a colour', async () => {
  const panel = await mountPanel('public-districts', { rows: { regions: [north] } });
  assert.deepEqual(panel.textOf('.value'), ['118', 'NA']);
  assert.equal(panel.all('.chip')[1]?.getAttribute('fill'), 'url(#missing)');
});
