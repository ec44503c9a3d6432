import { mergeConfig } from 'vitest/config';
import tests from './vitest.config.ts';

/** Makes the pictures of docs/screenshots anew: npm run screenshots -w @parley/browser-tests. */
const screenshots = mergeConfig(tests, { test: { testTimeout: 180_000 } });
screenshots.test.include = ['screenshots.ts'];

export default screenshots;
