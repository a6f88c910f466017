import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factorByCode } from './factors.ts';
import { formatMicro } from './reading.ts';
import { conversionTo, convertText } from './units.ts';

const CASES: readonly (readonly [code: string, unit: string, text: string, canonical: string | null])[] = [
  ['a34004', '', '35', '35'],
  ['a34004', 'µg/m³', '35', '35'],
  ['a34004', 'ug/m3', '35', '35'],
  ['a34004', 'mg/m3', '0.0355', '35.5'],
  ['a34004', 'ng/m3', '35500', '35.5'],
  ['a34004', 'mg/L', '1', null],
  ['a34004', 'ppb', '1', null],
  ['a21005', 'ug/m3', '1234', '1.234'],
  ['a21005', 'ppm', '1', '1.145603'],
  ['a21026', 'ppb', '10', '26.200409'],
  ['a21026-stack', 'ppm', '10', '28.598214'],
  ['a21002', 'ppm', '100', '205.401786'],
  ['a01001', '°F', '32', '0'],
  ['a01001', '°F', '212', '100'],
  ['a01001', 'K', '273.15', '0'],
  ['a01006', 'hPa', '1013.25', '101.325'],
  ['a01006', 'mmHg', '760', '101.325'],
  ['a01006', 'Pa', '101325', '101.325'],
  ['w01018', 'µg/L', '1500', '1.5'],
  ['w01014', 'mS/m', '12.5', '125'],
  ['w00000', 'm3/h', '36', '10'],
  ['a00000', 'm3/h', '3600', '1'],
  ['d20112', 'W', '1500', '1.5'],
  ['a34004', 'mg/m3', '3.55e-2', '35.5'],
  ['a01007', 'km/h', '36', '10'],
];
for (const [code, unit, text, canonical] of CASES) {
  test(`${text} ${unit || '(canonical)'} of ${code} is ${canonical ?? 'not convertible'}`, () => {
    const conversion = conversionTo(factorByCode(code)!, unit);
    if (canonical === null) return assert.equal(conversion, null);
    assert.ok(conversion);
    const micro = convertText(text, conversion);
    assert.ok(micro !== null);
    assert.equal(formatMicro(micro), canonical);
  });
}
