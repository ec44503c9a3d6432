import { expect, it } from 'vitest';
import { Problem, Unreachable } from './problem.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { TokenKeeper } from './token-keeper.ts';

const tokens = (n: number) => ({ accessToken: `a${n}`, refreshToken: `r${n}`, expiresIn: 600 });

it('renews a minute early, once for all who ask, each refresh token once', async () => {
  const clock = new FakeClock();
  const spent: string[] = [];
  const keeper = new TokenKeeper(tokens(1), async (refresh) => (spent.push(refresh), tokens(spent.length + 1)), clock);
  expect(await keeper.accessToken()).toBe('a1');
  await clock.advance(541_000);
  expect(await Promise.all([keeper.accessToken(), keeper.accessToken()])).toEqual(['a2', 'a2']);
  expect(await keeper.accessToken()).toBe('a2');
  await clock.advance(541_000);
  expect(await keeper.accessToken()).toBe('a3');
  expect(spent).toEqual(['r1', 'r2']);
});

it('keeps the old token while the server is away, and gives up when it is refused', async () => {
  const clock = new FakeClock();
  let error: Error = new Unreachable('away');
  const keeper = new TokenKeeper(
    tokens(1),
    async () => {
      throw error;
    },
    clock,
  );
  await clock.advance(541_000);
  expect(await keeper.accessToken()).toBe('a1');
  error = new Problem({ status: 401, code: 'session-ended', message: 'Ended.' });
  await expect(keeper.accessToken()).rejects.toThrow('Ended.');
});
