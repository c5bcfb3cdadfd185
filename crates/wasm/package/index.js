// What every entry gives, once the module is there.
export { PeiyuError } from './error.js';
export { Policy } from './policy.js';
