import { runBackup } from './backup-run.ts';

process.exit(await runBackup('backup', process.argv.slice(2)));
