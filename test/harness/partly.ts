/**
 * A part of a large contract, for tests whose subject uses no more of it. What it lacks is undefined, so that a subject
 * that begins to use more fails at once.
 */
export const partly = <T>(part: unknown): T => part as T;
