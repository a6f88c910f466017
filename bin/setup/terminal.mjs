// What a person sees while things are set up: one line a step, Chinese first.
const tty = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const paint = (code) => (text) => (tty ? `\x1b[${code}m${text}\x1b[0m` : text);
const dim = paint('2');
const bold = paint('1');
const green = paint('32');
const red = paint('31');

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export function heading() {
  process.stdout.write(
    `\n${bold('观澜 Guanlan')} ${dim("城市生态环境实时指挥大屏 · real-time big screens for a city's environment")}\n\n`,
  );
}

/** Something a person can mend: shown without a stack. */
export class Sorry extends Error {
  constructor(zh, en) {
    super(`${zh}\n  ${en}`);
  }
}

export function sorry(error) {
  process.stderr.write(`${red('✗')} ${error instanceof Sorry ? error.message : (error.stack ?? String(error))}\n`);
}

/**
 * Runs one step and shows it. `work` gets a function that shows where the step stands.
 * A step that had nothing to do says so by returning `null` and leaves no line.
 */
export async function step(zh, en, work) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  let note = '';
  let frame = 0;
  const width = () => process.stdout.columns ?? 100;
  const draw = () => {
    const text = `  ${FRAMES[frame++ % FRAMES.length]} ${zh} ${en} ${note}`;
    process.stdout.write(`\r\x1b[2K${text.slice(0, Math.floor(width() * 0.8))}`);
  };
  const timer = tty ? setInterval(draw, 80) : null;
  if (!tty) process.stdout.write(`  · ${zh} ${en}\n`);
  const clear = () => {
    if (timer) clearInterval(timer);
    if (tty) process.stdout.write('\r\x1b[2K');
  };
  try {
    const result = await work((text) => {
      note = dim(text);
    });
    clear();
    process.stdout.write(`  ${green('✓')} ${zh} ${dim(en)} ${dim(seconds())}\n`);
    return result;
  } catch (error) {
    clear();
    process.stdout.write(`  ${red('✗')} ${zh} ${dim(en)} ${dim(seconds())}\n`);
    throw error;
  }
}
