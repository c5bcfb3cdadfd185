// What every entry gives, once the module is there.
export { Case, Library } from './case.js';
export { PeiyuError, Refusal } from './error.js';
export { Measures } from './measures.js';
export { Policy } from './policy.js';
export { Session } from './session.js';
