import assert from 'node:assert/strict';
import test from 'node:test';
import { figure, limitFigure, percent } from './figures.ts';

test('figures have thin thousands, a true minus and NA for missing', () => {
  assert.equal(figure(12486), '12\u2009486');
  assert.equal(figure(1234567.891, 2), '1\u2009234\u2009567.89');
  assert.equal(figure(999), '999');
  assert.equal(figure(-3.25, 1), '−3.3');
  assert.equal(figure(-0.01, 1), '0.0');
  assert.equal(figure(null), 'NA');
  assert.equal(figure(0, 1), '0.0');
});

test('limits are written as the rule writes them', () => {
  assert.equal(limitFigure(150), '150');
  assert.equal(limitFigure(0.05), '0.05');
  assert.equal(limitFigure(1), '1');
  assert.equal(limitFigure(1000), '1\u2009000');
  assert.equal(limitFigure(7.5), '7.5');
});

test('a share of nothing is missing, not zero', () => {
  assert.equal(percent(278, 326), '85.3 %');
  assert.equal(percent(0, 0), 'NA');
  assert.equal(percent(null, 3), 'NA');
});
