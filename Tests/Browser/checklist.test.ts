import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './support/paths.ts';

const PAGE = join(ROOT, 'docs/web-client.md');
const BEHAVIOURS = 62;

it('docs/web-client.md has every behaviour once and names tests that exist', () => {
  const rows = [...readFileSync(PAGE, 'utf8').matchAll(/^\| (\d+) \| (.+?) \| (.+) \|$/gm)];
  expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: BEHAVIOURS }, (_, at) => at + 1));
  const beyond = [...readFileSync(PAGE, 'utf8').split('## Beyond the checklist')[1]!.matchAll(/^\| (\D.+?) \| (.+) \|$/gm)].map(([row, what, tests]) => [row, what!, what!, tests!]);
  const missing = [...rows, ...beyond].flatMap(([, number, , tests]) =>
    [...tests!.matchAll(/\]\((\.\.\/[^)]+)\)(?:: “([^”]+)”)?/g)].flatMap(([, path, title]) => {
      const file = join(dirname(PAGE), path!);
      const there = existsSync(file) && (title === undefined || readFileSync(file, 'utf8').includes(title));
      return there ? [] : [`${number}: ${path} ${title ?? ''}`];
    }),
  );
  expect(missing).toEqual([]);
  // a behaviour without a test says that it has none
  expect(rows.filter(([, , , tests]) => !tests!.includes('](') && !tests!.includes('not yet')).map(([, number]) => number)).toEqual([]);
});
