import { GuanlanError } from '../../streams/contracts/errors.ts';

/** How much of a demo city: `npm start -- --scale 2 --speed 10`. */
export interface Demo {
  /** Multiplies the stations. */
  readonly scale: number;
  /** Multiplies the frames of each. */
  readonly speed: number;
}

const RANGE = { scale: [0.01, 100], speed: [0.01, 1000] } as const;

/** @throws GL_CONFIG naming the option that is wrong */
export function demoOf(parameters: readonly string[]): Demo {
  const read = (option: keyof typeof RANGE): number => {
    const at = parameters.findIndex((parameter) => parameter === `--${option}` || parameter.startsWith(`--${option}=`));
    if (at === -1) return 1;
    const text = parameters[at]?.split('=')[1] ?? parameters[at + 1] ?? '';
    const value = Number(text);
    const [least, most] = RANGE[option];
    if (text === '' || !(value >= least && value <= most))
      throw new GuanlanError('GL_CONFIG', `--${option} ${text}: a number from ${least} to ${most}`);
    return value;
  };
  return Object.freeze({ scale: read('scale'), speed: read('speed') });
}

/** As parameters for a child. */
export const demoParameters = ({ scale, speed }: Demo): string[] => [
  '--scale',
  String(scale),
  '--speed',
  String(speed),
];
