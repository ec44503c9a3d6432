import { defineConfig } from 'vitest/config';

const common = {
  environment: 'node' as const,
  globalSetup: './support/setup.ts',
  // one after the other: every file starts a server, every person is a browser window
  fileParallelism: false,
  maxWorkers: 1,
  testTimeout: 60_000,
  hookTimeout: 90_000,
};

export default defineConfig({
  test: {
    ...common,
    projects: [
      { test: { ...common, name: 'tests', include: ['*.test.ts'] } },
      { test: { ...common, name: 'screenshots', include: ['screenshots.ts'], testTimeout: 180_000 } },
    ],
  },
});
