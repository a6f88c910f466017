import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { tempDir, until } from '../../test/harness/mod.ts';
import { natsRole } from './broker.ts';
import { supervise, type ChildSpec, type ChildState, type Timeouts, type Supervised } from './child.ts';
import { prepareEndpoints } from '../platform/endpoints.ts';
import { identify } from '../platform/process-identity.ts';
import { logFile } from './log-file.ts';

interface Watched {
  readonly child: Supervised;
  /** Reasons of each end, oldest first. */
  readonly ends: string[];
}

/** Every child of this file: one that a failed test left would keep the file from ending. */
const children: Supervised[] = [];
after(() => Promise.all(children.map((child) => child.stop())));

function watched(spec: Omit<ChildSpec, 'name' | 'log' | 'env'>, timeouts: Partial<Timeouts>): Watched {
  const dataDir = tempDir('child');
  const ends: string[] = [];
  const child = supervise(
    { name: 'child', env: {}, log: logFile(dataDir, 'child'), ...spec },
    {
      dataDir,
      timeouts,
      onFatal: () => undefined,
      onState(state: ChildState, why?: string) {
        if (state.state === 'down') ends.push(why ?? '');
      },
    },
  );
  children.push(child);
  return { child, ends };
}

/** A real broker's command, door and questions, in a directory of its own. */
async function broker(): Promise<Pick<ChildSpec, 'command' | 'parameters' | 'probe' | 'answers'>> {
  const dataDir = tempDir('nats');
  return natsRole(dataDir, await prepareEndpoints(dataDir, async () => false));
}

const pidOf = (child: Supervised): number => {
  const { pid } = child.state();
  assert.ok(pid !== null);
  return pid;
};

const idle = { command: process.execPath, parameters: ['-e', 'setInterval(() => {}, 1000)'] };

test(
  'a broker stopped after its door opened and before we knocked is replaced: it was never ready, and ' +
    'hangs all the same',
  async () => {
    const role = await broker();
    let stopped = 0;
    const { child, ends } = watched(
      {
        ...role,
        async probe() {
          if (stopped === 0 && (await role.probe?.()) === 'greeted') {
            stopped = pidOf(child);
            process.kill(stopped, 'SIGSTOP');
            // The signal is on its way for a moment, in which the broker may still greet.
            await until('it stands', () =>
              / T /.test(readFileSync(`/proc/${stopped}/stat`, 'utf8').replace(/^.*\)/s, '')),
            );
          }
          return stopped === 0 ? 'closed' : ((await role.probe?.()) ?? 'closed');
        },
      },
      { hungAfter: 1_500 },
    );
    await child.ready;
    assert.notEqual(pidOf(child), stopped);
    assert.deepEqual(ends, ['no answer for 1.5 s']);
    await child.stop();
  },
);

test('a ready broker that is stopped is replaced, again and again', async () => {
  const { child, ends } = watched(await broker(), { askEvery: 200, askWithin: 1_000, hungAfter: 2_000 });
  await child.ready;
  for (const round of [1, 2]) {
    const before = pidOf(child);
    process.kill(before, 'SIGSTOP');
    await until(
      'another broker that is ready',
      () => child.state().state === 'ready' && child.state().pid !== before,
      60_000,
    );
    assert.equal(identify(before), null, 'the one that hung is gone');
    assert.equal(child.state().restarts, round);
  }
  assert.deepEqual(ends, ['no answer for 2 s', 'no answer for 2 s']);
  await child.stop();
});

test('a question that is never answered counts as none', async () => {
  const { child, ends } = watched(
    { ...idle, probe: async () => 'greeted', answers: () => new Promise(() => undefined) },
    { askEvery: 20, askWithin: 50, hungAfter: 300 },
  );
  await until('its end', () => ends.length > 0, 30_000);
  assert.equal(ends[0], 'no answer for 0.3 s');
  await child.stop();
});

test('a start whose door stays closed is broken off, and the next one may take twice as long', async () => {
  const { child, ends } = watched({ ...idle, probe: async () => 'closed' }, { startWithin: 300, hungAfter: 50 });
  await until('two ends', () => ends.length >= 2, 30_000);
  assert.deepEqual(ends.slice(0, 2), ['not ready after 0.3 s', 'not ready after 0.6 s']);
  await child.stop();
});
