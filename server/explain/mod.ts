/** Explain 解释: any shown number, from its value over formula, clause and edition down to the frames it came in. */
export { openAsk } from './ask.ts';
export { ExplainBounds } from './bounds.ts';
export { explain } from './explain.ts';
export { openFrameSource } from './frames.ts';
export { isPublicNumber, publicView } from './public-view.ts';
