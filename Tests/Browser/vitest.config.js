import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['**/*.test.ts'],
    globalSetup: ['support/server.ts'],
    fileParallelism: false, // one browser at a time: the machine has few cores
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
