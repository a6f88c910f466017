export interface Progress {
  /** One line for the person who started it; Chinese first. */
  say(zh: string, en: string): void;
}
