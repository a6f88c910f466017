import { runBackup } from './backup-run.ts';

process.exit(await runBackup('restore', process.argv.slice(2)));
