/** What tests of other rooms may ask the store beside its door. */
export { codeOnly } from './statement.ts';
