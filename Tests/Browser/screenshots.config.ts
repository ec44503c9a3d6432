import { mergeConfig } from 'vitest/config';
import tests from './vitest.config.ts';

/** Not a test: makes the pictures of the README. */
const screenshots = mergeConfig(tests, { test: { testTimeout: 180_000 } });
screenshots.test.include = ['screenshots.ts'];

export default screenshots;
