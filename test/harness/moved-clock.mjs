// Preloaded (NODE_OPTIONS=--import) into processes whose wall clock a test moves: `Date` is ahead by the milliseconds that the file
// named by GUANLAN_TEST_CLOCK holds. The monotonic clock goes on undisturbed, as it does on a machine whose time is set.
import { readFileSync } from 'node:fs';

const LOOK_MS = 100;
const path = process.env['GUANLAN_TEST_CLOCK'];
const RealDate = Date;
const realNow = RealDate.now.bind(RealDate);
let offset = 0;

function look() {
  try {
    offset = Number(readFileSync(path, 'utf8')) || 0;
  } catch {
    offset = 0;
  }
}

if (path !== undefined) {
  look();
  setInterval(look, LOOK_MS).unref();
  const now = () => realNow() + offset;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, self) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, self === globalThis.Date ? target : self),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
