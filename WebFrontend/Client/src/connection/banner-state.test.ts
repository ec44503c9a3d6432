import { expect, it } from 'vitest';
import { bannerOf } from './banner-state.ts';

it('says nothing of a short break and counts the seconds of a long one', () => {
  const waiting = { is: 'waiting', downSince: 1000, retryAt: 9000 } as const;
  expect(bannerOf({ is: 'connected' }, 99_999).show).toBe('nothing');
  expect(bannerOf(waiting, 2999).show).toBe('nothing');
  expect(bannerOf(waiting, 4500)).toEqual({ show: 'reconnecting', seconds: 3, trying: false });
  expect(bannerOf({ is: 'connecting', downSince: 1000 }, 4500)).toMatchObject({ trying: true });
  expect(bannerOf({ is: 'refused', detail: '' }, 0).show).toBe('refused');
});
