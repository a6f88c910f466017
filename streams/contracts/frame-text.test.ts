import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodedHeader, frameText } from './frame-text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a frame is shown with its bytes, without its secrets, and no longer than asked', () => {
  assert.equal(
    frameText(bytes('##0020QN=1;PW=123456;MN=A;CP=&&NewKey=abc,x=1&&\r\n'), 100),
    '##0020QN=1;PW=***;MN=A;CP=&&NewKey=***,x=1&&\\r\\n',
  );
  assert.equal(frameText(bytes('{"token": "secret", "value": "1"}'), 100), '{"token": "***", "value": "1"}');
  assert.equal(frameText(Uint8Array.of(0x41, 0x00, 0xff), 2), 'A\\x00…');
});

test('a header that is no percent-encoding stays as it is', () => {
  assert.equal(decodedHeader('%E4%B8%80'), '一');
  assert.equal(decodedHeader('100%'), '100%');
});
