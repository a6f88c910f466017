import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempDir } from '../../test/harness/mod.ts';
import { loadConfig } from '../platform/config.ts';
import { addresses, answersReady } from './foreground.ts';

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return (server.address() as AddressInfo).port;
};

test('addresses that a person is told can be opened, an IPv6 one too', () => {
  const told = (host: string): string => addresses(loadConfig({ GUANLAN_HOST: host }));
  assert.match(told('::1'), /http:\/\/\[::1\]:8080\/wall/);
  assert.match(told('::1'), /tcp \[::1\]:9212/);
  assert.match(told('10.0.0.5'), /http:\/\/10\.0\.0\.5:8080\/wall/);
});

test('an edge that is ready is known over http, and over https with a certificate nobody signed', async () => {
  const directory = tempDir('tls');
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=wall.example',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  );
  let status = 503;
  const answer = (_request: unknown, response: { writeHead(code: number): { end(): void } }): void =>
    response.writeHead(status).end();
  const plain = createPlain(answer);
  const secure = createSecure({ key: readFileSync(key), cert: readFileSync(cert) }, answer);
  const places = [
    { port: await listening(plain), tls: false },
    { port: await listening(secure), tls: true },
  ].map((place) => ({ host: '127.0.0.1', ...place }));
  for (const place of places) assert.equal(await answersReady(place), false, 'it answers 503');
  status = 200;
  for (const place of places) assert.equal(await answersReady(place), true);
  plain.close();
  secure.close();
  for (const place of places) assert.equal(await answersReady(place), false, 'nobody listens');
});
