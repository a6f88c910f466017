import { loadConfig } from './config.ts';
import { startStoreRole } from './roles/store.ts';

const config = loadConfig();
const store = await startStoreRole(config, () => process.exit(70));
process.stdout.write(`${store.url}\n`);
process.once('SIGTERM', () => void store.close().then(() => process.exit(0)));
