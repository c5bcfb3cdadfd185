// The entry for Node: the module is read from the disk and ready when the import is.
import { readFileSync } from 'node:fs';

import { initSync } from './peiyu_raw.js';

initSync({ module: readFileSync(new URL('./peiyu_bg.wasm', import.meta.url)) });

export * from './index.js';
