import { join } from 'node:path';
import { aptInstall, aptUnpack, cacheOf, mayInstall } from './debian.mjs';
import { which } from './run.mjs';
import { Sorry, step } from './terminal.mjs';

const PLACES = [
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/opt/homebrew/bin',
  join(cacheOf('nats-server'), 'usr/sbin'),
];
const find = () => which('nats-server', PLACES);

/** nats-server from PATH, else from Debian's package, else a sentence with the command for this system. */
export async function ensureNatsServer() {
  if (find()) return;
  await step('准备 nats-server', 'getting nats-server', async (note) => {
    if (mayInstall()) await aptInstall(['nats-server'], note);
    else await aptUnpack('nats-server', note);
    if (find()) return;
    const hint =
      process.platform === 'darwin'
        ? 'brew install nats-server'
        : 'sudo apt-get install nats-server · apk add nats-server · pacman -S nats-server · dnf install nats-server';
    throw new Sorry(
      `找不到 nats-server（GL_NATS_MISSING），请安装后重试：${hint}`,
      `nats-server cannot be found; install it and try again: ${hint}`,
    );
  });
}
