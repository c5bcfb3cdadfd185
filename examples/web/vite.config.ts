// How the page is built: plain files that any web server can serve from any folder, and a service worker that keeps them.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { defineConfig, type Plugin } from 'vite';

/**
 * Writes the service worker. A page of a dozen files needs no more than a list of them, so there is no library for it: the first
 * visit keeps them all, later ones are answered from what is kept, a new build replaces the whole.
 */
function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const hash = createHash('sha256');
      for (const file of Object.values(bundle)) hash.update(file.type === 'chunk' ? file.code : file.source);
      const files = ['./', './icon.svg', './manifest.webmanifest'];
      files.push(...Object.keys(bundle).filter((name) => name !== 'index.html').map((name) => `./${name}`));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: worker(hash.digest('hex').slice(0, 16), files) });
    },
  };
}

/** Fetches the engine's module beside the script that will ask for it, not after. */
function early(): Plugin {
  return {
    name: 'early',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((name) => name.endsWith('.wasm'))
          .map((name) => ({ tag: 'link', attrs: { rel: 'preload', as: 'fetch', type: 'application/wasm', crossorigin: true, href: `./${name}` }, injectTo: 'head' })),
    },
  };
}

/**
 * Packs every file beside itself, for servers that send packed files as they stand (nginx: `gzip_static on`). The engine's module
 * comes packed with the package, closer than a server would pack it.
 */
function packed(): Plugin {
  const module = readFileSync(createRequire(import.meta.url).resolve('peiyu/peiyu_bg.wasm.gz'));
  return {
    name: 'packed',
    apply: 'build',
    enforce: 'post',
    writeBundle({ dir = 'dist' }, bundle) {
      for (const name of Object.keys(bundle)) {
        const file = readFileSync(join(dir, name));
        const same = name.endsWith('.wasm') && gunzipSync(module).equals(file);
        writeFileSync(join(dir, `${name}.gz`), same ? module : gzipSync(file, { level: 9 }));
      }
    },
  };
}

function worker(version: string, files: readonly string[]): string {
  return `// Answers from what was kept at the first visit: the page works without a network.
const KEPT = 'peiyu-${version}';
const FILES = ${JSON.stringify(files)};
self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => {
  const old = (names) => Promise.all(names.filter((n) => n.startsWith('peiyu-') && n !== KEPT).map((n) => caches.delete(n)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});
self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET' || new URL(event.request.url).origin !== location.origin) return;
  const asked = event.request.mode === 'navigate' ? './' : event.request;
  event.respondWith(caches.match(asked, { ignoreSearch: true, ignoreVary: true }).then((kept) => kept ?? fetch(event.request)));
});
`;
}

export default defineConfig({
  base: './',
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  optimizeDeps: { exclude: ['peiyu'] },
  plugins: [early(), offline(), packed()],
});
