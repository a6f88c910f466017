import { globSync } from 'node:fs';
import { dirname } from 'node:path';

// Layers 分层: which room may import which. A room is a folder with a door (`mod.ts`); nobody reaches past it.
// `internal.ts` is a second door that only tests, oracles and benches may use.

/** Code that is shipped: not tests, not fixtures, not benches. */
const SHIPPED = '^(streams|server|screen|dashboards|bin|examples)/';
const TESTS = '\\.test\\.ts$';
/** Rooms of the server and which of their neighbours each may know; every one may know platform, contracts and live. */
const ROOMS = {
  standards: [],
  recompute: ['standards'],
  registry: ['standards'],
  access: [],
  'device-keys': [],
  live: [],
  rollups: ['standards', 'registry', 'recompute'],
  hotspots: ['standards', 'registry'],
  alarms: ['registry', 'standards'],
  commands: ['device-keys', 'registry'],
  windows: ['standards', 'registry', 'hotspots'],
  ingest: ['standards', 'registry', 'rollups', 'device-keys'],
  audit: ['standards', 'recompute', 'registry', 'hotspots', 'windows'],
  explain: ['standards', 'recompute', 'registry', 'hotspots', 'windows', 'alarms', 'audit', 'ingest'],
  api: [
    'standards',
    'registry',
    'access',
    'device-keys',
    'commands',
    'alarms',
    'live',
    'rollups',
    'hotspots',
    'windows',
    'ingest',
    'audit',
    'explain',
  ],
};

const layer = (name, room, known) => ({
  name: `layer-${name}`,
  comment: `${room} may import only ${known.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: TESTS },
  to: {
    path: '^(streams|server|screen|dashboards|test|bench|bin|examples)/',
    pathNot: [`^${room}/`, ...known.map((path) => `^${path}/`)],
  },
});
const serverRooms = Object.entries(ROOMS).map(([name, known]) =>
  layer(name, `server/${name}`, [
    'streams/contracts',
    'streams/live',
    'server/platform',
    ...(['ingest', 'api', 'commands', 'device-keys'].includes(name) ? ['streams/sources'] : []),
    ...(name === 'api' ? ['dashboards'] : []),
    ...known.map((room) => `server/${room}`),
  ]),
);

/** Every folder with a door. */
const doors = globSync('{streams,server,screen,dashboards,test}/**/mod.ts').map((file) =>
  dirname(file).replaceAll('\\', '/'),
);
const past = (room) => ({
  name: `past-the-door-of-${room}`,
  comment: `outside ${room} only its mod.ts is known (to tests, oracles and benches its internal.ts as well)`,
  severity: 'error',
  from: { pathNot: `^${room}/` },
  to: { path: `^${room}/`, pathNot: ['/(mod|internal)\\.ts$', '\\.json$'] },
});

export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    ...doors.map(past),
    ...serverRooms,
    layer('contracts', 'streams/contracts', []),
    layer('wire', 'streams/live', ['streams/contracts']),
    layer('sources', 'streams/sources', ['streams/contracts']),
    layer('demo-city', 'streams/demo-city', ['streams/contracts', 'streams/sources']),
    layer('client', 'streams/client', ['streams/contracts']),
    layer('examples', 'examples', ['streams/client', 'streams/contracts', 'streams/live']),
    layer('platform', 'server/platform', ['streams/contracts']),
    layer('dashboards', 'dashboards', ['streams/contracts', 'streams/live']),
    layer('screen', 'screen', ['streams/contracts', 'streams/live', 'dashboards']),
    {
      name: 'shipped-from-test',
      severity: 'error',
      from: { path: SHIPPED, pathNot: TESTS },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'internal-door',
      severity: 'error',
      from: { path: SHIPPED, pathNot: TESTS },
      to: { path: '/internal\\.ts$' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|dist|data|\\.cache)/' },
  },
};
