// The entry that knows no path: the host brings the module's bytes, or the module compiled.
import init, { initSync } from './peiyu_raw.js';

/**
 * @param {import('./slim.js').Source | Promise<import('./slim.js').Source | Response>} source
 * @returns {Promise<void>}
 */
export async function initialize(source) {
  await init({ module_or_path: source });
}

/**
 * @param {import('./slim.js').Source} source
 * @returns {void}
 */
export function initializeSync(source) {
  initSync({ module: source });
}

export * from './index.js';
