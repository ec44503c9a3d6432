import { expect, it } from 'vitest';
import { scriptOf } from './version-state.ts';

it('finds the script of a built page and none in one that is being developed', () => {
  expect(scriptOf('<script src="/theme.js"></script><script type="module" crossorigin src="/assets/index-Bx1.js" nonce="n"></script>')).toBe('/assets/index-Bx1.js');
  expect(scriptOf('<script type="module" crossorigin src="/chat/assets/index-Bx1.js"></script>')).toBe('/chat/assets/index-Bx1.js');
  expect(scriptOf('<script type="module" src="/src/main.tsx"></script>')).toBeNull();
});
