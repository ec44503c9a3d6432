import { defaultClientConditions, defaultServerConditions, defineConfig } from 'vite';

const server = 'http://localhost:5000';

export default defineConfig({
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
