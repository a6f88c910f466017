/** What the store holds in the end against what the devices said: every reading once, every hour computed anew. */
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { oracleOf, type Observation, type OracleRow } from '../../test/oracle/hours-oracle.ts';
import { openStore } from '../../server/platform/store/mod.ts';
import { until, type TestGuanlan } from '../../test/harness/mod.ts';
import { ZONE } from './devices.ts';

const LIMIT_MS = 180_000;
/** Wrong hours that are written out. */
const SHOWN = 3;
const HOURS =
  'toString(hour) AS start, station, factor, toString(value) AS value, toString(sum) AS sum, count, ' +
  'expected, valid, toString(low) AS low, toString(high) AS high, over, origin';

export type Truth = Readonly<
  Record<
    | 'frames in the stream and not read'
    | 'readings missing'
    | 'readings that nobody sent'
    | 'identities standing twice'
    | 'hours wrong',
    number
  >
>;

/** @param devices stations 1 to this, one reading a minute of each factor */
export async function compare(
  system: TestGuanlan,
  said: readonly Observation[],
  devices: number,
): Promise<Truth & { readonly readings: number; readonly hours: number }> {
  const store = await openStore(system.store());
  const { url, token } = system.nats();
  const nats = await connect({ servers: url, token });
  try {
    const ask = <T>(sql: string): Promise<T[]> => store.rows<T>('history', sql);
    const end = (await (await jetstreamManager(nats)).streams.info('FRAMES')).state.last_seq;
    const position = async (): Promise<number> =>
      Number(
        (await ask<{ sequence: string }>('SELECT toString(max(sequence)) AS sequence FROM ingest_position'))[0]
          ?.sequence ?? 0,
      );
    await until('ingest at the end of the stream', async () => (await position()) >= end, LIMIT_MS);
    const closed = Math.floor((Date.now() - 60_000) / 3_600_000) * 3_600;
    await until(
      'every hour computed',
      async () =>
        (
          await ask<{ due: string }>(`SELECT toString(count()) AS due FROM
      (SELECT start FROM touched WHERE span = 1 AND start < ${closed} GROUP BY span, start, station, factor
        HAVING max(head) > max(done))`)
        )[0]?.due === '0',
      LIMIT_MS,
    );

    const truth = new Set(said.map(({ station, factor, time, micro }) => `${station}/${factor}/${time}/${micro}`));
    const held = new Set(
      (
        await ask<{
          key: string;
        }>(`SELECT concat(toString(station), '/', toString(factor), '/', toString(toUnixTimestamp(time)), '/',
            toString(reinterpretAsInt64(value))) AS key
      FROM readings WHERE statistic = 1 GROUP BY station, factor, time, value`)
      ).map(({ key }) => key),
    );
    const [twice] = await ask<{ n: string }>(
      'SELECT toString(count()) AS n FROM (SELECT station FROM readings FINAL GROUP BY station, ' +
        'factor, statistic, time, value, flag HAVING count() > 1)',
    );
    const hours = await ask<OracleRow>(
      `SELECT ${HOURS} FROM hours_now FINAL WHERE hour < fromUnixTimestamp(${closed}) ORDER BY start, station, factor`,
    );
    const twin = oracleOf(
      Array.from({ length: devices }, (_, index) => ({ id: index + 1, basis: 1, period: 60 })),
      said,
      ZONE,
      { hour: closed, day: 0 },
    );
    const key = ({ start, station, factor }: OracleRow): string => `${start} ${station} ${factor}`;
    const left = new Map(hours.map((row) => [key(row), JSON.stringify(row)]));
    let wrong = 0;
    for (const row of twin.hours) {
      const got = left.get(key(row));
      if (got !== JSON.stringify(row) && (wrong += 1) <= SHOWN)
        process.stdout.write(`hour ${JSON.stringify(row)}\n  is ${got ?? 'not there'}\n`);
      left.delete(key(row));
    }
    return {
      readings: truth.size,
      hours: twin.hours.length,
      'frames in the stream and not read': Math.max(0, end - (await position())),
      'readings missing': [...truth].filter((each) => !held.has(each)).length,
      'readings that nobody sent': [...held].filter((each) => !truth.has(each)).length,
      'identities standing twice': Number(twice?.n ?? -1),
      'hours wrong': wrong + left.size,
    };
  } finally {
    await nats.close();
    await store.close();
  }
}
