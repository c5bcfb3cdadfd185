// The entry for browsers and bundlers. `new URL(..., import.meta.url)` is the one form that both browsers run as it
// stands and Vite, webpack 5, Rollup and Parcel take for a file to be shipped.
import initialize from './peiyu_raw.js';

await initialize({ module_or_path: new URL('./peiyu_bg.wasm', import.meta.url) });

export * from './index.js';
