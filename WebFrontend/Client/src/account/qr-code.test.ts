import { expect, it } from 'vitest';
import { draw } from './qr-code.ts';

it('draws the three finders and nothing outside', () => {
  const { size, path } = draw('otpauth://totp/parley:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=parley');
  expect((size - 17) % 4).toBe(0);
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h/g)].map((match) => `${match[1]},${match[2]}`));
  const finder = (left: number, top: number): boolean =>
    [0, 1, 2, 3, 4, 5, 6].every((i) => dark.has(`${left + i},${top}`) && dark.has(`${left},${top + i}`)) && !dark.has(`${left + 1},${top + 1}`) && dark.has(`${left + 3},${top + 3}`);
  expect([finder(0, 0), finder(size - 7, 0), finder(0, size - 7)]).toEqual([true, true, true]);
});
