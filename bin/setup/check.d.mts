/** Name in Chinese and English, and the parameters of Node that run the check. */
export const CHECKS: readonly (readonly [zh: string, en: string, parameters: readonly string[]])[];
export function runChecks(node: string): Promise<{ readonly name: string; readonly text: string }[]>;
export function check(): Promise<number>;
export function format(): Promise<number>;
