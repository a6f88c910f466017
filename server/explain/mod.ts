/** Explain 解释: any shown number, from its value over formula, clause and edition down to the frames it came in. */
export { openAsk, type Ask } from './ask.ts';
export { ExplainBounds } from './bounds.ts';
export { explain, parseQuantity } from './explain.ts';
export { openFrameSource, type FrameSource } from './frames.ts';
export { isPublicNumber, publicView } from './public-view.ts';
export type { Scene, ShownTables } from './explain-context.ts';
