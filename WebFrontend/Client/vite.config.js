import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defaultClientConditions, defaultServerConditions, defineConfig } from 'vite';

const server = 'http://localhost:5000';

/** Puts the names of the build's files into the service worker: they are what it keeps, and with each build it is another. */
function serviceWorker() {
  return {
    name: 'parley-service-worker',
    apply: 'build',
    generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
      const assets = [...files, 'theme.js', 'favicon.svg', 'favicon-unread.svg', 'manifest.webmanifest', 'icon-192.png'];
      const source = readFileSync(new URL('src/worker/sw.js', import.meta.url), 'utf8').replace("['PARLEY_ASSETS']", JSON.stringify(assets));
      const version = createHash('sha256').update(source).digest('hex').slice(0, 12);
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: source.replace('PARLEY_VERSION', version) });
    },
  };
}

export default defineConfig({
  base: './', // the server knows what it lies under, and writes it into the page
  plugins: [serviceWorker()],
  resolve: { conditions: ['source', ...defaultClientConditions] }, // @parley/client straight from its source
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions] } }, // and so do its tests
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  html: { cspNonce: 'PARLEY_NONCE' }, // the server puts a new one in its place with each page
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // data: addresses would need a weaker content security policy
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      '/api': { target: server, ws: true },
      '/hub': { target: server, ws: true },
      '/dashboard/orleans': { target: server },
      '/ws': { target: server, ws: true },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}'] },
});
